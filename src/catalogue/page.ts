import { parse, stringify } from 'fast-querystring'

export interface Window {
  readonly limit: number
  readonly offset: number
}

/**
 * Keeps all other parameters and encodes them for a URL (RFC 3986 §3.4). Uses the same parser as the
 * request's query (`src/query/`): another parser decodes irregular encodings differently.
 */
function linkTo(listUrl: string, query: string, { limit, offset }: Window): string {
  return `${listUrl}?${stringify({ ...parse(query), limit, offset })}`
}

/**
 * Returns the URLs of the next and the previous page of a list; `null` where there is none.
 *
 * @param count the number of records in the whole list
 * @param listUrl the URL of the list, without a query
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
