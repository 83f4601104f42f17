import { oauthErrorOf } from '../clients/oauth-error.js'
import type { ProblemCode } from '../problems/catalogue.js'
import { excludesSomeRole, type Role } from '../tokens/roles.js'

/** Always, or to a client that sent a form. */
export type ErrorPages = 'always' | 'forms'

/** What a route's declaration says that decides which problems it can answer with. */
export interface RouteFacts {
  readonly method: string
  readonly takesInput: boolean
  /** Its URL holds an id: one of another form is no such URL. */
  readonly hasId?: boolean
  readonly isPublic: boolean
  readonly minimumRole: Role | undefined
  readonly isNeverShed: boolean
  readonly isThrottled: boolean
  /** Tells of some errors as OAuth does, instead. */
  readonly answersOAuth: boolean
  /** Its answer carries tokens: no cache may keep it. */
  readonly isNeverStored?: boolean
  /** When it tells of errors by a page instead. */
  readonly errorPages?: ErrorPages | undefined
  /** The codes that only its handler can know of. */
  readonly own: readonly ProblemCode[]
}

/** Node's parser may answer these before a route is known. */
const unrouted: readonly ProblemCode[] = [
  'request-malformed',
  'request-timeout',
  'uri-too-long',
  'headers-too-large'
]
/** Of these no hook of a route knows. */
const neverRouted: readonly ProblemCode[] = ['request-timeout', 'headers-too-large']
/** Of a member: only with a form, where members of nothing but a form are read. */
const ofForms: readonly ProblemCode[] = ['password-weak']
const bodyMethods = ['POST', 'PUT', 'PATCH', 'DELETE']

export const takesBody = ({ method }: RouteFacts) => bodyMethods.includes(method)

/** Every problem a route can answer with, from its declaration: enforcement and document cannot drift apart. */
export function problemsOf(route: RouteFacts): ProblemCode[] {
  const { takesInput, hasId, isPublic, minimumRole } = route
  const { isNeverShed, isThrottled, answersOAuth, own } = route
  const codes: ProblemCode[] = [...unrouted, 'url-invalid', 'internal-error', ...own]
  // Where a body is read only to be ignored, too: some names of members are refused everywhere.
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

export interface ProblemForms {
  readonly documents: readonly ProblemCode[]
  readonly pages: readonly ProblemCode[]
}

/** Which of a route's problems are told by a problem document, and which by a page. */
export function formsOf({ errorPages }: RouteFacts, codes: readonly ProblemCode[]): ProblemForms {
  if (errorPages === undefined) return { documents: codes, pages: [] }
  return {
    documents: codes.filter((code) =>
      errorPages === 'always' ? unrouted.includes(code) : !ofForms.includes(code)
    ),
    pages: codes.filter((code) => !neverRouted.includes(code))
  }
}
