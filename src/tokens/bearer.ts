const authorizationName = 'authorization'

/**
 * Takes the token out of a request's one `Authorization: Bearer <token>` header (RFC 6750 §2.1):
 * scheme in any case, one space or more.
 *
 * Reads the raw list because Node keeps only the first of two Authorization headers elsewhere.
 * Never looks at the query string, a cookie or the body.
 *
 * @param rawHeaders names and values in turn, as Node received them
 * @returns `null` when there is no header, another scheme or no token
 * @returns 'ambiguous' when there are two headers or two tokens
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
