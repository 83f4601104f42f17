import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import openapiTS, { astToString } from 'openapi-typescript'
import t, { type Test } from 'tap'
import ts from 'typescript'
import { type Item, itemsOf } from '../catalogue/reference.js'
import { listen, mint, temporaryDirectory } from '../helper.js'

/** In milliseconds. Only a generator that hangs takes so long. */
const timeout = 600_000
t.setTimeout(timeout)

/** What the generators run on, the compiler that they look for, and themselves. */
const node = 'node@24.21.0'
const typescript = 'typescript@5.9.3'

const run = promisify(execFile)
const require = createRequire(import.meta.url)
const document = readFileSync('openapi/openapi.json', 'utf8')

/** What npm says where it is not the generator that fails. */
const unreachable =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENOTCACHED|npm error code E(403|5\d\d)/

/** @returns why the generator could not be had; undefined where it has run */
async function generate(directory: string, name: string, command: string) {
  const args = ['--yes', '-p', node, '-p', typescript, '-p', name, '-c', command]
  // The loaders of a test runner are no business of theirs.
  const env = { ...process.env, NODE_OPTIONS: '', CI: 'true' }
  try {
    await run('npx', args, { cwd: directory, env, maxBuffer: 64 * 1024 * 1024 })
    return undefined
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    const reason = unreachable.exec(stderr)?.[0]
    if (reason === undefined) throw new Error(`${name}: ${stdout}${stderr}`)
    return `${name} cannot be fetched from the registry: ${reason}`
  }
}

/** Compiles as another's project does, with `--strict`, and loads it. */
function compileAndLoad(t: Test, file: string) {
  const program = ts.createProgram([file], {
    strict: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.CommonJS,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    types: [],
    skipLibCheck: true
  })
  const { diagnostics } = program.emit()
  const said = [...ts.getPreEmitDiagnostics(program), ...diagnostics].map(
    ({ file, messageText }) =>
      `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
  )
  t.strictSame(said, [], 'it compiles')
  return require(file.replace(/ts$/, 'js')) as {
    use(origin: string, token: string): Promise<object>
  }
}

const isTall = ({ height_cm, gender }: Item) =>
  Number(height_cm) >= 200 && ['male', null].includes(gender as null)

const [firstFilm] = itemsOf('films') as [Item]

const expected = {
  films: 6,
  related: (firstFilm.characters as unknown[]).length,
  tall: itemsOf('characters').filter(isTall).length,
  status: 401,
  code: 'token-missing'
}

interface Generator {
  /** The file in `client/` that uses what was generated. */
  readonly user: string
  /** @returns why it cannot be */
  write(directory: string, origin: string): Promise<string | undefined>
}

const generators: Readonly<Record<string, Generator>> = {
  'openapi-typescript and openapi-fetch': {
    user: 'openapi-fetch.ts',
    async write(directory) {
      writeFileSync(join(directory, 'service.ts'), astToString(await openapiTS(document)))
      return undefined
    }
  },
  'hey-api': {
    user: 'hey-api.ts',
    write: (directory) =>
      generate(
        directory,
        '@hey-api/openapi-ts@0.99.0',
        'openapi-ts -i openapi.json -o . -c @hey-api/client-fetch --no-log-file'
      )
  },
  orval: {
    user: 'orval.ts',
    write(directory, baseUrl) {
      const output = { target: './client.ts', schemas: './model', client: 'fetch', mode: 'split' }
      const config = { service: { input: './openapi.json', output: { ...output, baseUrl } } }
      writeFileSync(
        join(directory, 'orval.config.mjs'),
        `export default ${JSON.stringify(config)}\n`
      )
      return generate(directory, 'orval@8.38.0', 'orval --config orval.config.mjs')
    }
  }
}

for (const [name, { user, write }] of Object.entries(generators)) {
  t.test(`a client of ${name}: options, filter, a typed 401`, { timeout }, async (t) => {
    const directory = temporaryDirectory(t, resolve('dist-test'))
    writeFileSync(join(directory, 'package.json'), '{ "type": "commonjs" }')
    const generated = join(directory, 'generated')
    mkdirSync(generated)
    writeFileSync(join(generated, 'openapi.json'), document)
    const { origin } = await listen(t)
    const reason = await write(generated, origin)
    if (reason !== undefined) {
      t.pass(name, { skip: reason })
      return
    }
    const file = join(generated, user)
    writeFileSync(file, readFileSync(join('test/openapi/client', user)))
    const { use } = compileAndLoad(t, file)
    t.strictSame(await use(origin, mint()), expected)
  })
}
