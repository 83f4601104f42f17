/** The marks of the scale of latencies, in milliseconds. Its ends hold all that is beyond. */
export const scale = [1, 10, 100, 1000] as const

/** Returns the place of a latency: 0 at the bottom, 1 at the top. */
export function heightOf(latency: number): number {
  const decades = Math.log10(Math.max(latency, scale[0])) / Math.log10(scale[3])
  return Math.min(decades, 1)
}
