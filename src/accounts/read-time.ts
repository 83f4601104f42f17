/**
 * Reads a time (RFC 3339). Events have whole seconds, so a fraction is cut off.
 *
 * @returns seconds since the epoch; null if there is no such time, for example a leap second
 */
export function readTime(text: string): number | null {
  const milliseconds = Date.parse(text)
  return Number.isNaN(milliseconds) ? null : Math.floor(milliseconds / 1000)
}
