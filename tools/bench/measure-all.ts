import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { measureAccounts } from './accounts.js'
import { catalogueLoads } from './catalogue-loads.js'
import { checkRevocation } from './checks.js'
import { median } from './figures.js'
import { filmModes, newTokensMode, tokenCount } from './film-modes.js'
import { type Generator, measure } from './measure.js'
import { notes } from './notes.js'
import { startPeers } from './peers.js'
import { drawCpu, drawLatency } from './pictures.js'
import { conditions, report } from './report.js'
import { type Mode, measureRounds, type Row } from './rounds.js'
import { path, type Server, startOnce, startServers } from './servers.js'
import type { BenchSettings } from './settings.js'
import { measureSizes, type SizeRow, sizesConnections } from './sizes.js'
import type { StartUp } from './start-up.js'
import { targetsOf } from './targets.js'

const pictures = [
  { text: 'CPU time of each server, in µs per request', name: 'cpu.svg' },
  { text: 'Latency over the number of revocations', name: 'latency.svg' }
]

/** @param directory an empty directory @returns the contents of results.md and of its pictures */
export async function measureAll(
  settings: BenchSettings,
  directory: string,
  generator: Generator
): Promise<Record<string, string>> {
  const { rounds, seconds, connections } = settings
  const starts: StartUp[] = []
  for (let round = 0; round < rounds; round++) starts.push(await startOnce(directory))

  const started = await startServers(directory)
  const { baseline, bare, inProcess, withRedis, withFullRedis, response, responseFile } = started
  const services = [inProcess, withRedis, withFullRedis].filter((server) => server !== null)
  const peers = await startPeers(directory, responseFile, settings.peers)
  const servers = [baseline, bare, ...services, ...peers]

  const { token, one, many } = filmModes(response.body, { seconds })
  const unseen = newTokensMode(response.body, rounds)
  const loadWith = (own: number) => (server: Server, mode: Mode, round: number) => {
    const which = round < rounds ? `round ${round + 1} of ${rounds}` : 'warm-up'
    console.log(`${which}: ${server.name}, ${mode.name}`)
    const requests = mode.requestsOf(round)
    return measure(generator, server, { ...mode, connections: own, requests })
  }
  const loadMode = loadWith(connections)

  /** Round number `rounds` is a warm-up: caches are filled and the code is compiled. */
  const measureLoad = async (own: readonly Server[], mode: Mode) => {
    for (const server of own) await loadMode(server, mode, rounds)
    return measureRounds(rounds, own, [mode], loadMode)
  }

  // A fixed number of requests, so that each token is cached.
  const requests = many.requestsOf(0)
  const warmUp = (server: Server) =>
    measure(generator, server, {
      ...many,
      connections,
      requests,
      bound: { requests: 2 * tokenCount }
    })
  for (const server of servers) await warmUp(server)
  const rows = await measureRounds(rounds, servers, [one, many], loadMode)
  const baselines = new Set([baseline])
  for (const load of await catalogueLoads(directory, inProcess, token, { seconds })) {
    baselines.add(load.baseline)
    const own = load.withRedis && withRedis ? [inProcess, withRedis] : [inProcess]
    rows.push(...(await measureLoad([load.baseline, ...own], load.mode)))
  }
  let sizes: SizeRow[] = []
  if (withRedis && withFullRedis) {
    const ends = [withRedis, withFullRedis] as const
    const own = join(directory, 'sizes')
    sizes = await measureSizes(own, ends, rounds, many, warmUp, loadWith(sizesConnections))
  }
  // Last, because these tokens evict the others from the service's cache.
  rows.push(...(await measureLoad([baseline, inProcess], unseen)))
  for (const service of services) await checkRevocation(service, token)
  const accountsDirectory = join(directory, 'accounts')
  await mkdir(accountsDirectory)
  const accounts = await measureAccounts(accountsDirectory, settings, generator)

  const baselineOf = (row: Row) =>
    rows.find(({ server, mode }) => baselines.has(server) && mode === row.mode) as Row
  const redisRows = rows.filter(({ server, mode }) => {
    return server === withRedis && (mode === one || mode === many)
  })
  const markdown = report({
    settings,
    generator: generator.name,
    responseBytes: response.body.length,
    rows,
    baselineOf,
    targets: targetsOf(rows, started, baselineOf),
    bounds: [
      {
        text: 'start to first response, in ms',
        value: median(starts.map(({ milliseconds }) => milliseconds)),
        atMost: 700
      },
      {
        text: 'resident memory when idle, in MB',
        value: median(starts.map(({ megabytes }) => megabytes ?? Number.NaN)),
        atMost: 150
      }
    ],
    pictures: sizes.length > 0 ? pictures : pictures.slice(0, 1),
    notes: notes(path, redisRows, peers.length > 0)
  })
  const note = `${new Date().toISOString().slice(0, 10)}, ${conditions(settings, generator.name)}`
  const few = { ...settings, connections: sizesConnections }
  const sizesNote = `${new Date().toISOString().slice(0, 10)}, ${conditions(few, generator.name)}`
  return {
    'results.md': markdown + accounts,
    'cpu.svg': drawCpu(rows, note),
    ...(sizes.length > 0 && { 'latency.svg': drawLatency(sizes, sizesNote) })
  }
}
