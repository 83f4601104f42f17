import type { paths } from '../../../client/index.js'

type UserQuery = NonNullable<paths['/users/v1/']['get']['parameters']['query']>
type EventQuery = NonNullable<paths['/users/v1/events']['get']['parameters']['query']>

/** What the view shows, by the part of the address after `#/admin`. */
export type Place =
  | { readonly page: 'users' | 'events' | 'unknown' }
  | { readonly page: 'user'; readonly id: number }

export function placeOf(view: string): Place {
  const [, first = '', second, ...rest] = view.split('/')
  if (rest.length > 0) return { page: 'unknown' }
  if (second !== undefined) {
    const isUser = first === 'users' && /^\d{1,15}$/.test(second)
    return isUser ? { page: 'user', id: Number(second) } : { page: 'unknown' }
  }
  if (first === '' || first === 'users') return { page: 'users' }
  return { page: first === 'events' ? 'events' : 'unknown' }
}

const trailName = 'after'

/** The cursors of the pages from the second to the current one. The API links forward only. */
export function trailOf(query: URLSearchParams): number[] {
  const text = query.get(trailName) ?? ''
  return /^\d{1,15}(?:-\d{1,15})*$/.test(text) ? text.split('-').map(Number) : []
}

/** Returns the query with another trail. Without cursors it is the first page. */
export function withTrail(query: URLSearchParams, trail: readonly number[]): URLSearchParams {
  const next = new URLSearchParams(query)
  next.delete(trailName)
  if (trail.length > 0) next.set(trailName, trail.join('-'))
  return next
}

/** Returns the cursor in the link to the next page; null if there is no link. */
export function cursorOf(next: string | null): number | null {
  const after = next && new URL(next, 'http://localhost').searchParams.get(trailName)
  return after ? Number(after) : null
}

/** Returns the named parameters that are not empty. */
function pick(query: URLSearchParams, names: readonly string[]): Record<string, string> {
  const all = names.map((name) => [name, query.get(name) ?? ''] as const)
  return Object.fromEntries(all.filter(([, value]) => value !== ''))
}

/** The number of results of a page. */
export const pageSize = 50

const page = (query: URLSearchParams) => {
  const after = trailOf(query).at(-1)
  return { limit: pageSize, ...(after !== undefined && { after }) }
}

const userFilters = ['access_role', 'disabled', 'verified'] as const
export const eventFilters = ['type', 'outcome', 'user_id', 'since', 'until'] as const

/** The query of the API. It checks the values, which may come from a link. */
export const userQuery = (query: URLSearchParams, search: string): UserQuery => ({
  ...page(query),
  ...(search && { search }),
  ...(pick(query, userFilters) as Pick<UserQuery, (typeof userFilters)[number]>)
})

export const eventQuery = (query: URLSearchParams): EventQuery => ({
  ...page(query),
  ...(pick(query, eventFilters) as Pick<EventQuery, (typeof eventFilters)[number]>)
})

export const cursorQuery = page
