import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import t from 'tap'
import { type ServerName, servers } from './servers.js'
import {
  findTestFiles,
  type Group,
  groupByFolder,
  nameOf,
  serversOf,
  slowFilesPerProcess,
  usesEveryStore
} from './test-files.js'

const usage = `Usage: npm test -- [PATH...]      or      npm run test:all -- [PATH...]
  PATH      only files whose path begins so, for example test/films or test/films/pages
  --second  the second circle: the files *.all.test.ts, and every flow on PostgreSQL and Redis
Prints TAP. The files of a folder share processes; as many run at a time as there are cores.`

/** In milliseconds. Only a test that hangs takes this long. */
const timeout = 300_000

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    second: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false }
  }
})

/** The number of files that are skipped for each missing server. */
const leftOut = new Map<ServerName, number>()

/** Skips a file by its name if a required server is missing. */
function canRun(file: string, needed = serversOf(file)): boolean {
  const missing = needed.filter((name) => !servers[name].isThere())
  for (const name of missing) leftOut.set(name, (leftOut.get(name) ?? 0) + 1)
  if (missing.length > 0) {
    t.test(nameOf(file), { skip: `needs ${missing.join(' and ')}` }, async () => {})
  }
  return missing.length === 0
}

/**
 * Does not use `spawn` of tap: its loaders would slow down every process, and end the coverage of
 * V8.
 */
function run({ name, files }: Group, env: Record<string, string> = {}): void {
  t.test(name, { buffered: true, timeout: 0 }, async (t) => {
    const script = fileURLToPath(new URL('run-files.js', import.meta.url))
    const child = spawn(process.execPath, ['--enable-source-maps', script, ...files], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...env },
      timeout,
      killSignal: 'SIGKILL'
    })
    const ended = once(child, 'exit')
    await t.stdin(name, { tapStream: child.stdout, timeout: 0 })
    t.strictSame(await ended, [0, null], 'exit code and signal')
  })
}

const isOfSecond = (file: string) => file.endsWith('.all.test.js')

function runFirst(files: readonly string[]): void {
  const own = files.filter((file) => !isOfSecond(file)).filter((file) => canRun(file))
  for (const group of groupByFolder(own)) run(group)
}

async function runSecond(files: readonly string[]): Promise<void> {
  const own = files.filter(isOfSecond).filter((file) => canRun(file))
  const flows = files
    .filter((file) => !isOfSecond(file) && usesEveryStore(file))
    .filter((file) => canRun(file, ['redis-server', 'PostgreSQL']))
  if (flows.length > 0) {
    const { createTemplate } = await import('./postgres-template.js')
    process.env.TEST_TEMPLATE = await createTemplate(t)
  }
  for (const group of groupByFolder(own, slowFilesPerProcess)) run(group)
  for (const { name, files } of groupByFolder(flows)) {
    run({ name: `${name}, on PostgreSQL and Redis`, files }, { TEST_STORES: 'served' })
  }
}

function reportLeftOut(): void {
  for (const [name, count] of leftOut) {
    console.error(
      `Not tried: ${count} files that need ${name}. To try them, ${servers[name].hint}.`
    )
  }
}

if (values.help) console.log(usage)
else {
  t.setTimeout(0)
  t.jobs = Math.max(2, availableParallelism())
  t.teardown(reportLeftOut)
  const files = findTestFiles(positionals)
  if (values.second) await runSecond(files)
  else runFirst(files)
}
