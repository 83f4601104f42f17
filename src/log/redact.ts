/** What looks like a compact JWS: three base64url segments, the last of which may be missing. */
const token = /[\w-]{10,}\.[\w-]{10,}\.[\w-]*/g

function decoded(url: string): string {
  try {
    return decodeURIComponent(url)
  } catch {
    return url
  }
}

/** Tokens may stand in a URL by mistake, encoded or not; a log must not keep them. */
export function withoutTokens(url: string): string {
  const plain = decoded(url)
  return plain.search(token) === -1 ? url : plain.replace(token, '[token]')
}
