/** Returns the offsets of the requests that fetch `count` records. There is at least one. */
export function offsetsOf(count: number, limit: number): number[] {
  return Array.from({ length: Math.max(1, Math.ceil(count / limit)) }, (_, page) => page * limit)
}

/** Joins documents with the same header line. The header has no line break within a field. */
export function joinCsv(documents: readonly string[]): string {
  const [first = '', ...others] = documents
  return first + others.map((text) => text.slice(text.indexOf('\n') + 1)).join('')
}
