import { dataOf } from '../../api/problem.js'
import { api } from '../../api/session.js'
import type { Resource } from './catalogue.js'

export type Row = Readonly<Record<string, unknown>>

export interface Page {
  readonly results: readonly Row[]
  readonly count: number
  readonly next: string | null
}

// The resources have the same routes, so that the types of one stand for all.
const listPath = (resource: string) => `/${resource}/v1/` as '/films/v1/'
const recordPath = (resource: string) => `/${resource}/v1/{film_id}` as '/films/v1/{film_id}'

const withQuery = (query: string) => ({ querySerializer: () => query })

/** @throws Problem */
export function loadPage(resource: string, query: string, signal?: AbortSignal): Promise<Page> {
  return dataOf(api.GET(listPath(resource), { ...withQuery(query), signal })) as Promise<Page>
}

/** @throws Problem */
export function loadCsv(resource: string, query: string): Promise<string> {
  const options = { ...withQuery(query), parseAs: 'text' } as const
  return dataOf(api.GET(listPath(resource), options)) as Promise<string>
}

/** @throws Problem */
export function loadRecord(
  resource: string,
  id: string,
  query: string,
  signal: AbortSignal
): Promise<Row> {
  const params = { path: { film_id: Number(id) } }
  const call = api.GET(recordPath(resource), { params, ...withQuery(query), signal })
  return dataOf(call) as Promise<Row>
}

type Names = readonly { readonly id: string; readonly name: string }[]

const loading = new Map<string, Promise<Names>>()

/**
 * Returns the names of the records of a resource. The page loads them once.
 *
 * @throws Problem
 */
export function loadNames({ name, titleMember }: Resource): Promise<Names> {
  const query = `fields=id,${titleMember}&sort_by=${titleMember}&limit=100`
  const names =
    loading.get(name) ??
    loadPage(name, query)
      .then(({ results }) =>
        results.map((row) => ({ id: String(row.id), name: String(row[titleMember]) }))
      )
      .catch((problem) => {
        loading.delete(name)
        throw problem
      })
  loading.set(name, names)
  return names
}
