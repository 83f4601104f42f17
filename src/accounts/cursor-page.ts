interface CursorPage<Item> {
  readonly results: Item[]
  /** The URL of the next page, if there is one. */
  readonly next: string | null
}

/**
 * Returns a page of sorted rows. Unlike an offset, a cursor neither skips nor repeats rows while others
 * are inserted and deleted.
 *
 * @param rows up to `limit + 1`: the extra row shows that there is a next page
 * @param filters the other parameters of the query; the next page has the same
 */
export function cursorPage<Row extends { readonly id: number }, Item>(
  rows: readonly Row[],
  limit: number,
  listUrl: string,
  present: (row: Row) => Item,
  filters: Readonly<Record<string, string | number | boolean>> = {}
): CursorPage<Item> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const hasMore = last !== undefined && rows.length > limit
  const nextQuery = (after: number) =>
    Object.entries({ limit, after, ...filters })
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      .join('&')
  return {
    results: shown.map(present),
    next: hasMore ? `${listUrl}?${nextQuery(last.id)}` : null
  }
}
