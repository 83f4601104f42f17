/** How far a list is read: up to so many, after the one with this id. */
export interface Cursor {
  readonly limit: number
  readonly after?: number
}

export interface CursorPage<Item> {
  readonly results: Item[]
  /** The URL of the next page, if there is one. */
  readonly next: string | null
}

/**
 * Makes a page out of rows in their order. Unlike an offset, a cursor passes nothing over and shows
 * nothing twice while rows come and go.
 *
 * @param rows one more than the limit, where there is one more
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
