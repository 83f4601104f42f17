/** Returns a generator of pseudo-random numbers from 0 to 1 (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/**
 * Draws numbers below `size` in Zipf's proportions: number `k` is drawn in proportion to `1 / (k + 1)`. Requests
 * to public services have about these proportions.
 */
export function zipf(size: number, count: number, random: () => number): number[] {
  const sums = new Float64Array(size)
  let total = 0
  for (let k = 0; k < size; k++) {
    total += 1 / (k + 1)
    sums[k] = total
  }
  return Array.from({ length: count }, () => {
    const wanted = random() * total
    let [low, high] = [0, size - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sums[middle] ?? 0) > wanted) high = middle
      else low = middle + 1
    }
    return low
  })
}
