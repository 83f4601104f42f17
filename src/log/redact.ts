/**
 * Matches anything like a compact JWS: base64url segments, separated by plain or percent-encoded
 * dots.
 */
const token = /[\w-]{10,}(?:\.|%(?:25)*2e)[\w-]{10,}(?:\.|%(?:25)*2e)?[\w-]*/gi

/** Redacts tokens: a URL may contain one by mistake, and a log must not keep it. */
export function withoutTokens(url: string): string {
  return url.replace(token, '[token]')
}

/** Returns a URL without its query and its fragment. */
export function withoutQuery(url: string): string {
  return url.replace(/[?#].*/s, '')
}

/** The properties of a request that decide how its URL is logged. */
export interface LoggedRequest {
  readonly url?: string
  /** Of the matched route; has no `url` if no route matches. */
  readonly routeOptions?: {
    readonly url?: string | undefined
    readonly config?: { readonly secretQuery?: true }
  }
}

/** The end of the path. A client may have percent-encoded the delimiter by mistake. */
const pathEnd = /(?:[?#;]|%(?:25)*(?:3f|23|3b)).*/is

/**
 * Returns a request's URL for the log: without a fragment, and without the query of a route that
 * declares it secret. A URL without a route may be a misspelled URL of such a route, so only its
 * path is logged.
 */
export function loggedUrl({ url = '', routeOptions }: LoggedRequest): string {
  if (routeOptions?.url === undefined) return withoutTokens(url.replace(pathEnd, ''))
  const isSecret = routeOptions.config?.secretQuery === true
  return withoutTokens(isSecret ? withoutQuery(url) : url.replace(/#.*/s, ''))
}
