export interface Page<Item> {
  readonly results: readonly Item[]
  readonly count: number
  readonly next: string | null
  readonly previous: string | null
}

export interface Window {
  readonly limit: number
  readonly offset: number
}

/** Keeps every parameter but those it is about, encoded as a URL wants it (RFC 3986 §3.4). */
function linkTo(listUrl: string, query: string, { limit, offset }: Window): string {
  const parameters = new URLSearchParams(query)
  parameters.set('limit', String(limit))
  parameters.set('offset', String(offset))
  return `${listUrl}?${parameters}`
}

/**
 * Cuts one page out of a list.
 *
 * @param listUrl where the list is found
 * @param query the request's query string, without the question mark
 */
export function pageOf<Item>(
  items: readonly Item[],
  { limit, offset }: Window,
  listUrl: string,
  query: string
): Page<Item> {
  const count = items.length
  const next = offset + limit
  const previous = Math.max(0, Math.min(offset, count) - limit)
  return {
    results: items.slice(offset, next),
    count,
    next: next < count ? linkTo(listUrl, query, { limit, offset: next }) : null,
    previous: offset > 0 ? linkTo(listUrl, query, { limit, offset: previous }) : null
  }
}
