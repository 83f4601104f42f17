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
 */
export function cursorPage<Row extends { readonly id: number }, Item>(
  rows: readonly Row[],
  limit: number,
  listUrl: string,
  present: (row: Row) => Item
): CursorPage<Item> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const hasMore = last !== undefined && rows.length > limit
  return {
    results: shown.map(present),
    next: hasMore ? `${listUrl}?limit=${limit}&after=${last.id}` : null
  }
}
