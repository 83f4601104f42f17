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
  /** Of the matched route; without a `url` where none matches. */
  readonly routeOptions?: {
    readonly url?: string | undefined
    readonly config?: { readonly secretQuery?: true }
  }
}

/** Where the path ends, as a client may have encoded the end by mistake. */
const pathEnd = /(?:[?#;]|%(?:25)*(?:3f|23|3b)).*/is

/**
 * Returns a request's URL as a log may keep it: without a fragment, and without the query of a route
 * that declares it secret. A URL without a route may be a misspelled one of those: its path alone is
 * logged.
 */
export function loggedUrl({ url = '', routeOptions }: LoggedRequest): string {
  if (routeOptions?.url === undefined) return withoutTokens(url.replace(pathEnd, ''))
  const isSecret = routeOptions.config?.secretQuery === true
  return withoutTokens(isSecret ? withoutQuery(url) : url.replace(/#.*/s, ''))
}
