import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join, resolve } from 'node:path'
import Sqlite from 'libsql'
import { checkRevocation } from './checks.js'
import { measure } from './measure.js'
import { entryCount, fillRedis } from './redis.js'
import {
  cpuRatio,
  median,
  ratios,
  showMedian,
  showRatios,
  table,
  throughputRatio
} from './report.js'
import { type Mode, measureRounds, type Row } from './rounds.js'
import {
  path,
  type Server,
  serverOf,
  startService,
  startWithRedis,
  thisCheckout
} from './servers.js'
import type { BenchSettings } from './settings.js'
import { makeTokens } from './tokens.js'

/** How much less throughput is still as good as before, as a part of it: machines differ by it. */
const tolerance = 0.1
const tokenCount = 10_000

/** Revocations as the service would have recorded them, before it starts. */
function fillRecord(checkout: string, dataDirectory: string): void {
  const env = { PATH: process.env.PATH, DATA_DIR: dataDirectory }
  execFileSync(process.execPath, [join(checkout, 'dist/bin/migrate.js'), 'up'], { env })
  const database = new Sqlite(join(dataDirectory, 'starwars.db'))
  database.exec(`
    with recursive numbers (number) as (
      select 1 union all select number + 1 from numbers where number < ${entryCount}
    ), ids (id) as materialized (select lower(hex(randomblob(16))) from numbers)
    insert into revocations (id, bucket, until, published_at)
    select id, substr(id, -2), unixepoch() + 86400, unixepoch() from ids`)
  database.close()
}

interface Pair {
  readonly name: string
  readonly before: Server
  readonly after: Server
}

type Start = (checkout: string, cwd: string, name: string) => Promise<Server | null>

const setUps: Readonly<Record<string, Start>> = {
  'Redis, empty': (checkout, cwd, name) =>
    startWithRedis(name, cwd, 'data', async () => {}, checkout),
  'Redis, 1,000,000': (checkout, cwd, name) =>
    startWithRedis(name, cwd, 'data', fillRedis, checkout),
  'in-process, empty': (checkout, cwd, name) => startService(name, cwd, {}, checkout),
  'in-process, 1,000,000': (checkout, cwd, name) => {
    fillRecord(checkout, join(cwd, 'data'))
    return startService(name, cwd, {}, checkout)
  }
}

async function startPairs(directory: string, earlier: string): Promise<Pair[]> {
  const pairs: Pair[] = []
  for (const [name, start] of Object.entries(setUps)) {
    const startOne = async (checkout: string, which: string) => {
      const cwd = join(directory, `${pairs.length}-${which}`)
      await mkdir(cwd)
      return start(checkout, cwd, `${which}: ${name}`)
    }
    const before = await startOne(earlier, 'before')
    const after = await startOne(thisCheckout, 'after')
    if (before === null || after === null) throw new Error('redis-server is not installed')
    pairs.push({ name, before, after })
  }
  return pairs
}

const commitOf = (checkout: string) =>
  execFileSync('git', ['-C', checkout, 'rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()

function report(
  pairs: readonly Pair[],
  rows: readonly Row[],
  earlier: string,
  { rounds, seconds, connections }: BenchSettings
): string {
  const head = ['set', 'load', 'requests/s before', 'after', 'throughput: after ÷ before']
  const lines = [[...head, 'CPU µs before', 'after', 'CPU: before ÷ after', 'as good, to 10 %']]
  for (const { name, before, after } of pairs) {
    for (const row of rows.filter(({ server }) => server === after)) {
      const other = rows.find((one) => one.server === before && one.mode === row.mode) as Row
      const throughput = ratios(row, other, throughputRatio)
      const cpu = ratios(row, other, cpuRatio)
      const rate = (one: Row) => showMedian(one, ({ requestsPerSecond }) => requestsPerSecond, 0)
      const cost = (one: Row) => showMedian(one, (sample) => sample.cpu, 1)
      lines.push([
        name,
        row.mode.name,
        rate(other),
        rate(row),
        showRatios(throughput),
        cost(other),
        cost(row),
        showRatios(cpu),
        median(throughput) >= 1 - tolerance ? 'yes' : '**no**'
      ])
    }
  }
  const machine = cpus()
  return `# Before and after

Written by \`npm run bench -- --before DIR\`: do secured reads cost more than in an earlier version?

- Date: ${new Date().toISOString()}; before: ${commitOf(earlier)}, after: ${commitOf(thisCheckout)}
- Node.js ${process.version}, ${machine.length} × ${machine[0]?.model.trim() ?? 'CPU of unknown model'}; connections: ${connections}; rounds: ${rounds} of ${seconds} s for each server and load

${table(lines)}

- All are alive at once and one is loaded at a time, both versions one after the other. Ratios are taken within each round: median (lowest–highest), 1 being as good as before, more being better.
- Every answer had status 200. Afterwards each server refused a token that had been logged out.
`
}

/** @param directory an empty one @returns the whole of before-and-after.md */
export async function compare(
  earlierFolder: string,
  settings: BenchSettings,
  directory: string
): Promise<string> {
  const { rounds, seconds, connections } = settings
  const earlier = resolve(earlierFolder)
  if (!existsSync(serverOf(earlier))) {
    throw new Error(`--before wants the folder of a checkout that is built, not ${earlier}`)
  }
  const pairs = await startPairs(directory, earlier)
  const tokens = makeTokens(tokenCount)
  const [token = ''] = tokens
  const requestsWith = (tokens: readonly string[]) =>
    tokens.map((token) => ({ path, headers: { authorization: `Bearer ${token}` } }))
  const requests = { one: requestsWith(tokens.map(() => token)), many: requestsWith(tokens) }
  const good = { status: 200, body: null, bound: { seconds } }
  const modes: Mode[] = [
    { ...good, name: 'one token', requestsOf: () => requests.one },
    { ...good, name: '10,000 tokens', requestsOf: () => requests.many }
  ]

  const rows: Row[] = []
  for (const { name, before, after } of pairs) {
    console.log(name)
    const warmUp = { ...good, connections, requests: requests.many }
    for (const server of [before, after]) {
      await measure(server, { ...warmUp, bound: { requests: 2 * tokenCount } })
    }
    const loadMode = (server: Server, mode: Mode) =>
      measure(server, { ...mode, connections, requests: mode.requestsOf(0) })
    rows.push(...(await measureRounds(rounds, [before, after], modes, loadMode)))
  }
  for (const { before, after } of pairs) {
    await checkRevocation(before, token)
    await checkRevocation(after, token)
  }
  return report(pairs, rows, earlier, settings)
}
