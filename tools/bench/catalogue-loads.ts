import type { Load, LoadRequest } from './measure.js'
import { newCount, newQueries, zipfQueries } from './queries.js'
import type { Mode } from './rounds.js'
import { type HttpResponse, sendRequest } from './send-request.js'
import { path as films, type Server, startBaselineFor } from './servers.js'

/** One kind of request to the catalogue, and the baseline server that it is compared with. */
export interface CatalogueLoad {
  readonly mode: Mode
  readonly baseline: Server
  /** Whether the service with Redis is measured too. */
  readonly withRedis: boolean
}

const options = ['characters', 'planets', 'species', 'starships', 'vehicles']
const fiveOptions = `${films}?${options.map((name) => `options[${name}]=true`).join('&')}`
export const fiveOptionsName = 'films, five options'

/**
 * Returns each kind of request to the catalogue, with a baseline server that sends the same bytes. Where
 * responses differ, it sends the one whose size is nearest to their average.
 *
 * @param cwd a directory that only this run uses
 */
export async function catalogueLoads(
  cwd: string,
  service: Server,
  token: string,
  bound: Load['bound']
): Promise<CatalogueLoad[]> {
  const to = (path: string, headers = {}): LoadRequest => ({
    path,
    headers: { authorization: `Bearer ${token}`, ...headers }
  })
  const get = (path: string, headers = {}) => sendRequest(service.origin + path, { token, headers })

  async function one(name: string, path: string, headers = {}): Promise<CatalogueLoad> {
    const response = await get(path, headers)
    const { status, body } = response
    const requests = [to(path, headers)]
    const mode = { name, bound, status, body, requestsOf: () => requests }
    const baseline = await startBaselineFor(cwd, name, response)
    return { mode, baseline, withRedis: name === fiveOptionsName }
  }

  const paths = zipfQueries()
  const responses = new Map<string, HttpResponse>()
  for (const path of new Set(paths)) responses.set(path, await get(path))
  const sizeOf = (path: string) => responses.get(path)?.body.length ?? 0
  const average = paths.reduce((sum, path) => sum + sizeOf(path), 0) / paths.length
  const distance = (path: string) => Math.abs(sizeOf(path) - average)
  const [nearest = ''] = [...responses.keys()].toSorted((a, b) => distance(a) - distance(b))
  const typical = responses.get(nearest) as HttpResponse
  const baseline = await startBaselineFor(cwd, 'queries', typical)
  const known = paths.map((path) => to(path))
  const queries = { status: 200, body: null }

  const { headers } = await get(films)
  const etag = headers.find(([name]) => name.toLowerCase() === 'etag')?.[1] ?? ''
  return [
    await one(fiveOptionsName, fiveOptions),
    {
      baseline,
      withRedis: true,
      mode: { ...queries, name: '10,000 queries (Zipf)', bound, requestsOf: () => known }
    },
    {
      baseline,
      withRedis: false,
      mode: {
        ...queries,
        name: 'new query each time',
        bound: { requests: newCount },
        requestsOf: (round) => newQueries(round, token)
      }
    },
    await one('one film', '/films/v1/1'),
    await one('304', films, { 'if-none-match': etag }),
    await one(
      'large list, brotli',
      '/characters/v1/?options[attributes]=true&options[raw]=true&expand=films',
      { 'accept-encoding': 'br' }
    )
  ]
}
