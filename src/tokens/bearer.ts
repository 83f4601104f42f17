const authorizationName = 'authorization'

/**
 * Reads the token from the only `Authorization: Bearer <token>` header of a request (RFC 6750 §2.1):
 * the scheme in any case, then one or more spaces.
 *
 * Reads the raw headers because `request.headers` keeps only the first of two Authorization headers.
 * Never reads the query string, a cookie or the body.
 *
 * @param rawHeaders alternating names and values, as Node received them
 * @returns `null` for no header, another scheme or no token
 * @returns 'ambiguous' for two headers or two tokens
 */
export function readBearer(
  rawHeaders: readonly string[]
): { readonly token: string } | 'ambiguous' | null {
  let header: string | null = null
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string
    if (name.length !== authorizationName.length || name.toLowerCase() !== authorizationName)
      continue
    if (header !== null) return 'ambiguous'
    header = rawHeaders[i + 1] as string
  }
  if (header === null || !/^bearer /i.test(header)) return null
  let start = 'bearer '.length
  while (header[start] === ' ') start++
  const token = header.slice(start)
  if (token === '') return null
  return token.includes(' ') ? 'ambiguous' : { token }
}
