import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'

interface Plugin {
  readonly file: string
  readonly name: string
  readonly dependencies: readonly string[]
  /** The source of the file, or of all files in the folder of the subject. */
  readonly source: string
}

const sourceOf = (path: string): string => readFileSync(path, 'utf8')

function readPlugin(file: string): Plugin | undefined {
  const source = file.endsWith('/index.ts')
    ? readdirSync(join(file, '..'))
        .map((name) => sourceOf(join(file, '..', name)))
        .join('\n')
    : sourceOf(file)
  const [, name, list = ''] =
    /\{\s*name: '([\w-]+)'(?:,\s*dependencies: \[([^\]]*)\])?\s*\}\s*\)/.exec(sourceOf(file)) ?? []
  if (name === undefined) return undefined
  return {
    file,
    name,
    dependencies: [...list.matchAll(/'([\w-]+)'/g)].map(([, one]) => String(one)),
    source
  }
}

const plugins = ['plugins/external', 'plugins/app']
  .flatMap((folder) =>
    readdirSync(folder, { withFileTypes: true }).map((entry) =>
      join(folder, entry.isDirectory() ? `${entry.name}/index.ts` : entry.name)
    )
  )
  .flatMap((file) => readPlugin(file) ?? [])

/** The plugin that adds each decorator. */
const providers = new Map(
  plugins.flatMap(({ name, source }) =>
    [...source.matchAll(/\.decorate\(\s*'(\w+)'/g)].map(([, decorator]) => [
      String(decorator),
      name
    ])
  )
)
providers.set('redis', 'redis')

function usedIn(source: string): Set<string> {
  const direct = [...source.matchAll(/\b(?:app|server)\.(\w+)/g)].map(([, name]) => String(name))
  const destructured = [
    ...source.matchAll(/\{([^{}]*)\}\s*(?:= app(?![.\w])|: FastifyInstance\))/g)
  ].flatMap(([, names]) =>
    String(names)
      .split(',')
      .map((one) => one.split(':')[0]?.trim() ?? '')
  )
  return new Set([...direct, ...destructured])
}

t.test('the plugins and the providers of these decorators are found', async (t) => {
  t.ok(plugins.length > 20, plugins.map(({ name }) => name).join(' '))
  for (const decorator of ['db', 'tokens', 'accounts', 'revocationSet', 'background', 'clock']) {
    t.ok(providers.has(decorator), decorator)
  }
})

for (const { file, name, dependencies, source } of plugins) {
  t.test(`${file} declares its dependencies`, async (t) => {
    const needed = new Set<string>()
    for (const decorator of usedIn(source)) {
      const provider = providers.get(decorator)
      if (provider !== undefined && provider !== name) needed.add(provider)
    }
    for (const one of needed) t.ok(dependencies.includes(one), `${one} is declared`)
    const known = new Set(plugins.map((plugin) => plugin.name))
    for (const one of dependencies) t.ok(known.has(one), `${one} exists`)
  })
}
