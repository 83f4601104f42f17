import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import Sqlite from 'libsql'
import { checkRevocation } from './checks.js'
import { type Pair, reportPairs } from './compare-report.js'
import { filmModes, tokenCount } from './film-modes.js'
import { type Generator, measure } from './measure.js'
import { newCount, newQueries } from './queries.js'
import { entryCount, fillRedis } from './redis.js'
import { type Mode, measureRounds, type Row } from './rounds.js'
import { type Server, serverOf, startService, startWithRedis, thisCheckout } from './servers.js'
import type { BenchSettings } from './settings.js'

/** Inserts revocations, as the service would record them, before the service starts. */
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

type Start = (checkout: string, cwd: string, name: string) => Promise<Server | null>

/** The setup in which new queries are compared. */
const newQueriesIn = 'in-process, empty'

const setups: Readonly<Record<string, Start>> = {
  'Redis, empty': (checkout, cwd, name) =>
    startWithRedis(name, cwd, 'data', async () => {}, checkout),
  'Redis, 1,000,000 entries': (checkout, cwd, name) =>
    startWithRedis(name, cwd, 'data', fillRedis, checkout),
  [newQueriesIn]: (checkout, cwd, name) => startService(name, cwd, {}, checkout),
  'in-process, 1,000,000 entries': (checkout, cwd, name) => {
    fillRecord(checkout, join(cwd, 'data'))
    return startService(name, cwd, {}, checkout)
  }
}

async function startPairs(directory: string, earlier: string): Promise<Pair[]> {
  const pairs: Pair[] = []
  for (const [name, start] of Object.entries(setups)) {
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

/** @param directory an empty directory @returns the content of before-and-after.md */
export async function compare(
  earlierFolder: string,
  settings: BenchSettings,
  directory: string,
  generator: Generator
): Promise<string> {
  const { rounds, seconds, connections } = settings
  const earlier = resolve(earlierFolder)
  if (!existsSync(serverOf(earlier))) {
    throw new Error(
      `--before must be the folder of a built checkout: ${serverOf(earlier)} does not exist`
    )
  }
  const pairs = await startPairs(directory, earlier)
  const { token, one, many } = filmModes(null, { seconds })
  const unseen: Mode = {
    status: 200,
    body: null,
    name: 'new query each time',
    bound: { requests: newCount },
    requestsOf: (round) => newQueries(round, token)
  }

  const rows: Row[] = []
  for (const { name, before, after } of pairs) {
    console.log(name)
    const warmUp = { ...many, connections, bound: { requests: 2 * tokenCount } }
    for (const server of [before, after]) {
      await measure(generator, server, { ...warmUp, requests: many.requestsOf(0) })
    }
    const loadMode = (server: Server, mode: Mode, round: number) =>
      measure(generator, server, { ...mode, connections, requests: mode.requestsOf(round) })
    const modes = name === newQueriesIn ? [one, many, unseen] : [one, many]
    if (modes.includes(unseen)) {
      for (const server of [before, after]) await loadMode(server, unseen, rounds)
    }
    rows.push(...(await measureRounds(rounds, [before, after], modes, loadMode)))
  }
  for (const { before, after } of pairs) {
    await checkRevocation(before, token)
    await checkRevocation(after, token)
  }
  return reportPairs(pairs, rows, { earlier, settings, generator: generator.name })
}
