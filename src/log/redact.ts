/** What looks like a compact JWS: three base64url segments, its dots plain or percent-encoded. */
const token = /[\w-]{10,}(?:\.|%(?:25)*2e)[\w-]{10,}(?:\.|%(?:25)*2e)?[\w-]*/gi

/** Tokens may stand in a URL by mistake; a log must not keep them. */
export function withoutTokens(url: string): string {
  return url.replace(token, '[token]')
}

/** A URL up to its query and its fragment. */
export function withoutQuery(url: string): string {
  return url.replace(/[?#].*/s, '')
}

/** What of a request decides how its URL is logged. */
export interface LoggedRequest {
  readonly url?: string
  readonly routeOptions?: { readonly config?: { readonly secretQuery?: true } }
}

/**
 * A request's URL as a log may keep it: without its query where that is a secret, and never with a
 * fragment, which no client sends on purpose.
 */
export function loggedUrl({ url = '', routeOptions }: LoggedRequest): string {
  const isSecret = routeOptions?.config?.secretQuery === true
  return withoutTokens(isSecret ? withoutQuery(url) : url.replace(/#.*/s, ''))
}
