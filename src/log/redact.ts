/** What looks like a compact JWS: three base64url segments, its dots plain or percent-encoded. */
const token = /[\w-]{10,}(?:\.|%(?:25)*2e)[\w-]{10,}(?:\.|%(?:25)*2e)?[\w-]*/gi

/** Tokens may stand in a URL by mistake; a log must not keep them. */
export function withoutTokens(url: string): string {
  return url.replace(token, '[token]')
}
