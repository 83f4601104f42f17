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
  // One iterator for all evictions: a new one would search the places of evicted entries first.
  let oldest = values.keys()
  let characters = 0
  const sizeOf = (key: string, value: Value) => key.length + charactersOf(value)

  return {
    get: (key: string): Value | undefined => values.get(key),
    /** @param key must not exist yet */
    add(key: string, value: Value): void {
      values.set(key, value)
      characters += sizeOf(key, value)
      while (values.size > bounds.entries || characters > bounds.characters) {
        const next = oldest.next().value as string
        characters -= sizeOf(next, values.get(next) as Value)
        values.delete(next)
      }
      // An iterator that has reached the end stays there.
      if (values.size === 0) oldest = values.keys()
    }
  }
}
