/** Decodes a part of a URL. @returns null if a `%` lacks two hex digits, or the bytes are not UTF-8 */
export function percentDecode(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
