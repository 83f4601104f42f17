import { parse, stringify } from 'fast-querystring'

export interface Window {
  readonly limit: number
  readonly offset: number
}

/**
 * Keeps every parameter but those it is about, encoded as a URL wants it (RFC 3986 §3.4). Read as
 * the request's query was (`src/query/`): another reader makes other texts of odd encodings.
 */
function linkTo(listUrl: string, query: string, { limit, offset }: Window): string {
  return `${listUrl}?${stringify({ ...parse(query), limit, offset })}`
}

/**
 * The links from one page of a list to its neighbours; `null` where there is none.
 *
 * @param count how many records the whole list has
 * @param listUrl where the list is found
 * @param query the request's query string, without the question mark
 */
export function pageLinks(
  count: number,
  { limit, offset }: Window,
  listUrl: string,
  query: string
): { readonly next: string | null; readonly previous: string | null } {
  const next = offset + limit
  const previous = Math.max(0, Math.min(offset, count) - limit)
  return {
    next: next < count ? linkTo(listUrl, query, { limit, offset: next }) : null,
    previous: offset > 0 ? linkTo(listUrl, query, { limit, offset: previous }) : null
  }
}
