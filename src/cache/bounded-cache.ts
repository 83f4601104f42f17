/** The bounds of a cache; the oldest entries make room. */
export interface CacheBounds {
  readonly entries: number
  /** Of all keys and values together. */
  readonly characters: number
}

/**
 * A map with bounds. What has lain there longest leaves first: reading moves nothing, so that a hit
 * costs one look-up on the path of every request.
 *
 * @param charactersOf the size of a value, in characters; its key's length is added
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
    /** The key must not be there yet. */
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
