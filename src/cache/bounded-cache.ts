/** The bounds of a cache. The oldest entries are evicted first. */
interface CacheBounds {
  readonly entries: number
  /** The size of all keys and values together. */
  readonly characters: number
}

/**
 * Creates a map with bounds that evicts entries in insertion order. Reading does not reorder them, so
 * that a hit costs one look-up on the path of every request.
 *
 * @param charactersOf returns the size of a value, in characters; the length of its key is added
 */
export function createBoundedCache<Value>(
  bounds: CacheBounds,
  charactersOf: (value: Value) => number
) {
  const values = new Map<string, Value>()
  let characters = 0
  const sizeOf = (key: string, value: Value) => key.length + charactersOf(value)

  return {
    get: (key: string): Value | undefined => values.get(key),
    /** @param key must not exist yet */
    add(key: string, value: Value): void {
      values.set(key, value)
      characters += sizeOf(key, value)
      for (const [oldest, leaving] of values) {
        if (values.size <= bounds.entries && characters <= bounds.characters) break
        values.delete(oldest)
        characters -= sizeOf(oldest, leaving)
      }
    }
  }
}
