import { oauthErrorOf } from '../clients/oauth-error.js'
import type { ProblemCode } from '../problems/catalogue.js'
import { excludesSomeRole, type Role } from '../tokens/roles.js'

/** When errors are HTML pages: always, or for requests that contain a form. */
export type ErrorPages = 'always' | 'forms'

/** The part of a route's declaration that decides which problems it can return. */
export interface RouteFacts {
  readonly method: string
  readonly takesInput: boolean
  /** Its URL contains an id. A URL with an id of another form does not exist. */
  readonly hasId?: boolean
  readonly isPublic: boolean
  readonly minimumRole: Role | undefined
  readonly isNeverShed: boolean
  readonly isThrottled: boolean
  /** Returns some errors in OAuth's form (RFC 6749 §5.2) instead. */
  readonly answersOAuth: boolean
  /** Its response contains tokens: no cache may store it. */
  readonly isNeverStored?: boolean
  /** When it returns errors as HTML pages instead. */
  readonly errorPages?: ErrorPages | undefined
  /** The codes that only its handler can return. */
  readonly own: readonly ProblemCode[]
}

/** Node's parser may return these before the route is known. */
const unrouted: readonly ProblemCode[] = [
  'request-malformed',
  'request-timeout',
  'uri-too-long',
  'headers-too-large'
]
/** No hook of a route sees these. */
const neverRouted: readonly ProblemCode[] = ['request-timeout', 'headers-too-large']
/** About a member. A route with `errorPages: 'forms'` reads members from forms alone: always a page. */
const ofForms: readonly ProblemCode[] = ['password-weak']
const bodyMethods = ['POST', 'PUT', 'PATCH', 'DELETE']

export const takesBody = ({ method }: RouteFacts) => bodyMethods.includes(method)

/** Returns every problem of a route, from its declaration, so that code and document cannot diverge. */
export function problemsOf(route: RouteFacts): ProblemCode[] {
  const { takesInput, hasId, isPublic, minimumRole } = route
  const { isNeverShed, isThrottled, answersOAuth, own } = route
  const codes: ProblemCode[] = [...unrouted, 'url-invalid', 'internal-error', ...own]
  // Also for bodies that are read and ignored: some member names are rejected everywhere.
  if (takesInput || takesBody(route)) codes.push('validation-failed')
  if (hasId) codes.push('not-found')
  if (takesBody(route)) {
    codes.push('json-unreadable', 'payload-too-large', 'unsupported-media-type')
  }
  if (!isPublic) codes.push('token-missing', 'token-invalid', 'token-expired')
  if (minimumRole !== undefined && excludesSomeRole(minimumRole))
    codes.push('authorisation-required')
  if (isThrottled) codes.push('rate-limited')
  if (!isPublic || !isNeverShed) codes.push('service-unavailable')
  return answersOAuth ? codes.filter((code) => oauthErrorOf(code) === undefined) : codes
}

interface ProblemForms {
  readonly documents: readonly ProblemCode[]
  readonly pages: readonly ProblemCode[]
}

/** Returns which of a route's problems are problem documents, and which are HTML pages. */
export function formsOf({ errorPages }: RouteFacts, codes: readonly ProblemCode[]): ProblemForms {
  if (errorPages === undefined) return { documents: codes, pages: [] }
  return {
    documents: codes.filter((code) =>
      errorPages === 'always' ? unrouted.includes(code) : !ofForms.includes(code)
    ),
    pages: codes.filter((code) => !neverRouted.includes(code))
  }
}
