import type { Load, LoadRequest } from './measure.js'
import type { Mode } from './rounds.js'
import { type HttpResponse, sendRequest } from './send-request.js'
import { type Server, startBaselineFor } from './servers.js'

/** One kind of request to the catalogue, and the baseline server that it is compared with. */
export interface CatalogueLoad {
  readonly mode: Mode
  readonly baseline: Server
}

const queryCount = 1000
/** The number of new queries in each round. */
export const newQueryCount = 4000
const sortMembers = ['name', 'height_cm', 'mass_kg', 'birth_year_number', 'homeworld']

/** Returns a query that filters, sorts and pages. Each number gives another query. */
function query(n: number): string {
  const sortBy = sortMembers[n % sortMembers.length]
  const order = n % 2 === 0 ? 'asc' : 'desc'
  const least = (60 + (n % 97) + n / 100_000).toFixed(5)
  return `/characters/v1/?filter[height_cm][gte]=${least}&filter[gender][ne]=hermaphrodite&sort_by=${sortBy}&sort_order=${order}&limit=${10 + (n % 20)}&offset=${n % 7}`
}

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
  const authorization = `Bearer ${token}`
  const to = (path: string, headers = {}): LoadRequest => ({
    path,
    headers: { authorization, ...headers }
  })
  const get = (path: string, headers = {}) => sendRequest(service.origin + path, { token, headers })

  async function one(name: string, path: string, headers = {}): Promise<CatalogueLoad> {
    const response = await get(path, headers)
    const isText = !('accept-encoding' in headers)
    const body = isText && response.status === 200 ? response.body.toString() : null
    // At least one for each connection: `--connections` is at most 1000.
    const requests = Array.from({ length: 1000 }, () => to(path, headers))
    const mode = { name, bound, status: response.status, body, requestsOf: () => requests }
    return { mode, baseline: await startBaselineFor(cwd, name, response) }
  }

  const paths = Array.from({ length: queryCount }, (_, n) => query(n))
  const responses: HttpResponse[] = []
  for (const path of paths) responses.push(await get(path))
  const average = responses.reduce((sum, { body }) => sum + body.length, 0) / queryCount
  const distance = ({ body }: HttpResponse) => Math.abs(body.length - average)
  const [typical] = responses.toSorted((a, b) => distance(a) - distance(b))
  if (typical === undefined) throw new Error('there is no response to compare with')
  const baseline = await startBaselineFor(cwd, 'queries', typical)
  const common = { status: 200, body: null }
  const known = paths.map((path) => to(path))
  const unseen = (round: number) =>
    Array.from({ length: newQueryCount }, (_, n) =>
      to(query(queryCount + round * newQueryCount + n))
    )

  const { headers } = await get('/films/v1/')
  const etag = headers.find(([name]) => name.toLowerCase() === 'etag')?.[1] ?? ''
  return [
    { baseline, mode: { ...common, name: '1,000 queries', bound, requestsOf: () => known } },
    {
      baseline,
      mode: {
        ...common,
        name: 'new query each time',
        bound: { requests: newQueryCount },
        requestsOf: unseen
      }
    },
    await one('one film', '/films/v1/1'),
    await one('304', '/films/v1/', { 'if-none-match': etag }),
    await one(
      'large list, brotli',
      '/characters/v1/?options[attributes]=true&options[raw]=true&expand=films',
      { 'accept-encoding': 'br' }
    )
  ]
}
