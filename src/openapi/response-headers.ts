import { type RouteFacts, takesBody } from './route-problems.js'

/** A response header in the code. `liftHeaders` converts it to OpenAPI's header object. */
interface HeaderSchema {
  readonly type: 'string' | 'integer'
  readonly description: string
  /** Whether every response of this status has it. */
  readonly required: boolean
}

const text = (description: string, required = true): HeaderSchema => ({
  type: 'string',
  description,
  required
})
const count = (description: string, required: boolean) =>
  ({ type: 'integer', minimum: 0, description, required }) as const

const requestId = { ...text("The request's id, as in `instance` and the log"), format: 'uuid' }

const limits = {
  'ratelimit-limit': count('The maximum number of requests of this kind in the time window', false),
  'ratelimit-remaining': count('The number of requests left in the time window', false),
  'ratelimit-reset': count('Seconds until the time window ends', false)
}

/** Returned by Node's parser. */
const ofParser = ['408', '431']
/** Returned before authentication and rate limiting. */
const isAhead = (status: string) => status === '414' || ofParser.includes(status)

const caching = (required: boolean) =>
  text('Whether caches may store the response (RFC 9111 §5.2.2)', required)

/** The headers for caches. An error has them only if it occurs after the hook that sets them. */
function cacheHeaders(route: RouteFacts, isGood: boolean, isValidated: boolean) {
  const { isPublic, isNeverStored, answersOAuth, errorPages } = route
  const isMarked = !isPublic || answersOAuth || errorPages !== undefined
  return {
    ...((isMarked || (isNeverStored && isGood)) && {
      'cache-control': caching(isGood)
    }),
    ...((!isPublic || (isValidated && isGood)) && {
      vary: text('The request headers on which the response depends', isGood && isMarked)
    })
  }
}

/**
 * Returns the headers of an operation's response that are specific to the service. Leaves out headers
 * that HTTP itself and browser security require of every response.
 *
 * @param isValidated whether the operation returns an ETag and supports 304
 */
export function responseHeaders(
  route: RouteFacts,
  status: string,
  isValidated: boolean
): Readonly<Record<string, HeaderSchema>> {
  if (isAhead(status)) {
    const isPage = route.errorPages !== undefined && !ofParser.includes(status)
    return { 'x-request-id': requestId, ...(isPage && { 'cache-control': caching(false) }) }
  }
  const isGood = /^[23]/.test(status)
  return {
    'x-request-id': requestId,
    ...cacheHeaders(route, isGood, isValidated),
    ...(isValidated && {
      ...(isGood && { etag: text('A strong validator, for `If-None-Match`') }),
      ...(status === '200' && {
        'content-encoding': text('The compression, as negotiated by `Accept-Encoding`', false)
      })
    }),
    ...(takesBody(route) &&
      status === (route.answersOAuth ? '400' : '415') && {
        'accept-encoding': text(
          'The only accepted content coding, `identity`, if the request body has another one',
          false
        )
      }),
    ...(status === '401' && { 'www-authenticate': text('The challenge (RFC 6750 §3)') }),
    ...(['429', '503'].includes(status) && {
      'retry-after': count('Seconds to wait before the next request', true)
    }),
    ...(route.isThrottled && limits)
  }
}
