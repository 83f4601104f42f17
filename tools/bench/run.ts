import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { measureAccounts } from './accounts.js'
import { catalogueLoads } from './catalogue-loads.js'
import { checkResponse, checkRevocation } from './checks.js'
import { compare } from './compare.js'
import { measure } from './measure.js'
import { notes } from './notes.js'
import { median, report } from './report.js'
import { type Mode, measureRounds } from './rounds.js'
import { path, type Server, startOnce, startServers } from './servers.js'
import { type BenchSettings, readSettings } from './settings.js'
import type { StartUp } from './start-up.js'
import { makeTokens, requestsWith } from './tokens.js'

const tokenCount = 10_000
/** The number of requests with new tokens in each round. The tokens are created beforehand. */
const newTokenCount = 12_000

async function run(settings: BenchSettings, directory: string): Promise<void> {
  const { rounds, seconds, connections } = settings
  const starts: StartUp[] = []
  for (let round = 0; round < rounds; round++) starts.push(await startOnce(directory))
  const startMilliseconds = median(starts.map(({ milliseconds }) => milliseconds))
  const idleMegabytes = median(starts.map(({ megabytes }) => megabytes ?? Number.NaN))

  const { baseline, bare, inProcess, withRedis, withFullRedis, response } =
    await startServers(directory)
  const services = [inProcess, withRedis, withFullRedis].filter((server) => server !== null)
  const servers = [baseline, bare, ...services]
  if (withRedis === null)
    console.log('redis-server is not installed: does not measure the Redis set')

  const tokens = makeTokens(tokenCount)
  const [token = ''] = tokens
  const newTokens = makeTokens(rounds * newTokenCount)
  for (const server of servers) await checkResponse(server, token, response.body)

  const filmsBody = response.body.toString()
  const loadMode = async (server: Server, mode: Mode, round: number) => {
    console.log(`round ${round + 1} of ${rounds}: ${server.name}, ${mode.name}`)
    return measure(server, { ...mode, connections, requests: mode.requestsOf(round) })
  }

  // As many requests as with 10,000 tokens, so that the generator reads the same amount of memory.
  const sameToken = requestsWith(
    path,
    tokens.map(() => token)
  )
  const allTokens = requestsWith(path, tokens)
  const films = { status: 200, body: filmsBody, bound: { seconds } }
  const one: Mode = { ...films, name: 'one token', requestsOf: () => sameToken }
  const many: Mode = { ...films, name: '10,000 tokens', requestsOf: () => allTokens }
  const unseen: Mode = {
    ...films,
    name: 'new token each time',
    bound: { requests: newTokenCount },
    requestsOf: (round) =>
      requestsWith(path, newTokens.slice(round * newTokenCount, (round + 1) * newTokenCount))
  }

  console.log('warm-up')
  const warmUp = { ...many, connections, requests: allTokens, bound: { requests: 2 * tokenCount } }
  for (const server of servers) await measure(server, warmUp)
  const rows = await measureRounds(rounds, servers, [one, many], loadMode)
  const loads = await catalogueLoads(directory, inProcess, token, { seconds })
  for (const { mode, baseline } of loads) {
    rows.push(...(await measureRounds(rounds, [baseline, inProcess], [mode], loadMode)))
  }
  // Last, because these tokens evict the others from the service's cache.
  rows.push(...(await measureRounds(rounds, [baseline, inProcess], [unseen], loadMode)))
  for (const service of services) await checkRevocation(service, token)

  const rowOf = (server: Server | null, mode: Mode) =>
    rows.find((row) => row.server === server && row.mode === mode) ?? null
  const accountsDirectory = join(directory, 'accounts')
  await mkdir(accountsDirectory)
  const accounts = await measureAccounts(accountsDirectory, settings)
  const missing = withRedis
    ? []
    : [one, many].map(({ name }) => ({
        name: 'this service, Redis set',
        mode: name,
        text: 'redis-server is not installed'
      }))
  const main = report({
    settings,
    responseBytes: Buffer.byteLength(response.body),
    rows,
    baselines: rows.filter(({ server }) => server.name === baseline.name),
    targets: [
      { text: 'Redis set, one token', row: rowOf(withRedis, one), atLeast: 0.6 },
      { text: 'Redis set, 10,000 tokens', row: rowOf(withRedis, many), atLeast: 0.5 },
      {
        text: 'Redis set of 1,000,000, one token',
        row: rowOf(withFullRedis, one),
        atLeast: 0.6
      },
      { text: 'in-process set, one token', row: rowOf(inProcess, one), atLeast: 0.72 },
      { text: 'in-process set, 10,000 tokens', row: rowOf(inProcess, many), atLeast: 0.72 },
      {
        text: 'characters, 1,000 queries',
        row:
          rows.find(({ server, mode }) => server === inProcess && mode === loads[0]?.mode) ?? null,
        atLeast: 0.5
      }
    ],
    bounds: [
      { text: 'start to first response, in ms', value: startMilliseconds, atMost: 700 },
      { text: 'resident memory when idle, in MB', value: idleMegabytes, atMost: 150 }
    ],
    others: [
      {
        name: 'this service',
        mode: 'start to first response',
        text: `${startMilliseconds.toFixed(0)} ms`
      },
      {
        name: 'this service',
        mode: 'resident memory, idle',
        text: `${idleMegabytes.toFixed(0)} MB`
      },
      ...missing
    ],
    notes: notes(path, [rowOf(withRedis, one), rowOf(withRedis, many)])
  })
  await write('results.md', main + accounts)
}

async function write(name: string, markdown: string): Promise<void> {
  console.log(`\n${markdown}`)
  await writeFile(new URL(name, import.meta.url), markdown)
}

try {
  const settings = readSettings()
  if (settings !== null) {
    const directory = mkdtempSync(join(tmpdir(), 'starwars-bench-'))
    process.once('exit', () => rmSync(directory, { recursive: true, force: true }))
    if (settings.before === undefined) await run(settings, directory)
    else await write('before-and-after.md', await compare(settings.before, settings, directory))
  }
  process.exit(0)
} catch (error) {
  console.error(`The load test failed: ${(error as Error).message}`)
  process.exit(1)
}
