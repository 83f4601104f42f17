/** What a part of a URL says. @returns null where a `%` is not followed by the two digits of UTF-8 */
export function percentDecode(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
