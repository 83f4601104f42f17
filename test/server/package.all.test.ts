import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import t, { type Test } from 'tap'
import { temporaryDirectory } from '../helper.js'
import { until } from '../until.js'

/** In milliseconds. Only an unreachable package registry takes this long. */
t.setTimeout(300_000)

/** What a build needs. The folder of the project itself stays unchanged. */
const ignored = new Set(['node_modules', 'dist', 'dist-test', 'coverage', '.git', '.data', '.tap'])

/** As on the machine of a user: without the loaders and the coverage of the tests. */
const { NODE_OPTIONS: _options, NODE_V8_COVERAGE: _coverage, ...inherited } = process.env
const env = { ...inherited, LOG_LEVEL: 'info', PORT: '0', HOST: '127.0.0.1', NODE_ENV: '' }

function pack(t: Test): string {
  const copy = temporaryDirectory(t)
  for (const name of readdirSync('.').filter((name) => !ignored.has(name))) {
    cpSync(name, join(copy, name), { recursive: true })
  }
  symlinkSync(resolve('node_modules'), join(copy, 'node_modules'))
  const printed = execFileSync('npm', ['pack', '--silent'], { cwd: copy, env })
  return join(copy, String(printed).trim().split('\n').at(-1) as string)
}

/** The client program of the README, with the address of the service. */
function clientProgram(origin: string): string {
  const [, program = ''] = /<!-- client.* -->\n```ts\n([\s\S]*?)```/.exec(
    readFileSync('README.md', 'utf8')
  ) as RegExpExecArray
  return program.replace('http://127.0.0.1:3000', origin)
}

async function start(t: Test, cwd: string): Promise<string> {
  const child: ChildProcess = spawn('npx', ['starwars-api', 'start'], { cwd, env, detached: true })
  t.teardown(() => process.kill(-(child.pid as number), 'SIGKILL'))
  let printed = ''
  child.stdout?.on('data', (chunk) => (printed += chunk))
  child.stderr?.on('data', (chunk) => (printed += chunk))
  const listening = () => /listens on (http:\S+)/.exec(printed)?.[1]
  await until(async () => listening() !== undefined)
  return listening() as string
}

t.test('the package starts in an empty folder, and its client reads the films', async (t) => {
  const folder = temporaryDirectory(t)
  const run = (program: string, args: string[], input = '') =>
    String(
      execFileSync(program, args, { cwd: folder, env, input, stdio: ['pipe', 'pipe', 'inherit'] })
    )
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
  run('npm', ['install', '--silent', '--no-audit', '--no-fund', pack(t)])

  const installed = join(folder, 'node_modules/starwars-api')
  t.strictSame(readdirSync(installed).sort(), [
    'LICENSE',
    'README.md',
    'data',
    'dist',
    'package.json'
  ])
  const origin = await start(t, folder)
  const create = ['starwars-api', 'admin', 'create', 'rey@example.org', '--role', 'basic']
  run('npx', create, 'rainbow harvest under twin suns\n')

  mkdirSync(join(folder, 'src'))
  writeFileSync(join(folder, 'src/films.ts'), clientProgram(origin))
  const strict = [
    '--strict',
    '--target',
    'es2023',
    '--module',
    'nodenext',
    '--skipLibCheck',
    'false'
  ]
  run(resolve('node_modules/.bin/tsc'), [...strict, 'src/films.ts'])
  t.equal(run('node', ['src/films.js']).split('\n')[0], 'A New Hope 1977-05-25')
})
