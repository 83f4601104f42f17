import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { measureAccounts } from './accounts.js'
import { checkAnswer, checkRevocation } from './checks.js'
import { type Load, measure } from './measure.js'
import { notes } from './notes.js'
import { report } from './report.js'
import { type Mode, measureRounds } from './rounds.js'
import { path, type Server, startServers } from './servers.js'
import { type BenchSettings, readSettings } from './settings.js'
import { makeTokens } from './tokens.js'

const tokenCount = 10_000
/** A round's requests with tokens never seen before: as many tokens must be made beforehand. */
const newTokenCount = 12_000

async function run(settings: BenchSettings, directory: string): Promise<void> {
  const { rounds, seconds, connections } = settings
  const { limit, bare, inProcess, withRedis, answer } = await startServers(directory)
  const services = withRedis === null ? [inProcess] : [inProcess, withRedis]
  const servers = [limit, bare, ...services]
  if (withRedis === null) console.log('redis-server is not installed: without those rows')

  const tokens = makeTokens(tokenCount)
  const [token = ''] = tokens
  const newTokens = makeTokens(rounds * newTokenCount)
  for (const server of servers) await checkAnswer(server, token, answer.body)

  const load = (server: Server, tokens: readonly string[], bound: Load['bound']) =>
    measure(server, { connections, tokens, body: answer.body, bound })
  const loadMode = async (server: Server, mode: Mode, round: number) => {
    console.log(`round ${round + 1} of ${rounds}: ${server.name}, ${mode.name}`)
    return load(server, mode.tokensOf(round), mode.bound)
  }

  // As many requests with the one token: the generator goes through the same memory.
  const sameToken = tokens.map(() => token)
  const one: Mode = { name: 'one', bound: { seconds }, tokensOf: () => sameToken }
  const many: Mode = { name: '10,000', bound: { seconds }, tokensOf: () => tokens }
  const unseen: Mode = {
    name: 'each new',
    bound: { requests: newTokenCount },
    tokensOf: (round) => newTokens.slice(round * newTokenCount, (round + 1) * newTokenCount)
  }

  console.log('warm-up')
  for (const server of servers) await load(server, tokens, { requests: 2 * tokenCount })
  const rows = await measureRounds(rounds, servers, [one, many], loadMode)
  // Last: these tokens push the others out of the service's cache.
  rows.push(...(await measureRounds(rounds, [limit, inProcess], [unseen], loadMode)))
  for (const service of services) await checkRevocation(service, token)

  const rowOf = (server: Server | null, mode: Mode) =>
    rows.find((row) => row.server === server && row.mode === mode) ?? null
  const accountsDirectory = join(directory, 'accounts')
  await mkdir(accountsDirectory)
  const accounts = await measureAccounts(accountsDirectory, settings)
  const main = report({
    settings,
    answerBytes: Buffer.byteLength(answer.body),
    rows,
    limits: rows.filter((row) => row.server === limit),
    targets: [
      { text: 'with Redis, one token', row: rowOf(withRedis, one), atLeast: 0.6 },
      { text: 'with Redis, 10,000 tokens', row: rowOf(withRedis, many), atLeast: 0.5 },
      { text: 'in-process set, one token', row: rowOf(inProcess, one), atLeast: 0.72 },
      { text: 'in-process set, 10,000 tokens', row: rowOf(inProcess, many), atLeast: 0.72 }
    ],
    missing: withRedis
      ? []
      : [one, many].map(({ name }) => ({
          name: 'this service, with Redis',
          mode: name,
          why: 'redis-server is not installed'
        })),
    notes: notes(path, [rowOf(withRedis, one), rowOf(withRedis, many)])
  })
  const markdown = main + accounts
  console.log(`\n${markdown}`)
  await writeFile(new URL('results.md', import.meta.url), markdown)
}

try {
  const settings = readSettings()
  if (settings !== null) {
    const directory = mkdtempSync(join(tmpdir(), 'starwars-bench-'))
    process.once('exit', () => rmSync(directory, { recursive: true, force: true }))
    await run(settings, directory)
  }
  process.exit(0)
} catch (error) {
  console.error(`The load test failed: ${(error as Error).message}`)
  process.exit(1)
}
