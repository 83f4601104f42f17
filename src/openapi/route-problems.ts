import type { ProblemCode } from '../problems/catalogue.js'
import { oauthErrorOf } from '../services/oauth-error.js'
import { excludesSomeRole, type Role } from '../tokens/roles.js'

/** What a route's declaration says that decides which problems it can answer with. */
export interface RouteFacts {
  readonly method: string
  readonly takesInput: boolean
  readonly isPublic: boolean
  readonly minimumRole: Role | undefined
  readonly isNeverShed: boolean
  readonly isThrottled: boolean
  /** Tells of some errors as OAuth does, instead. */
  readonly answersOAuth: boolean
  /** The codes that only its handler can know of. */
  readonly own: readonly ProblemCode[]
}

const always: readonly ProblemCode[] = [
  'request-malformed',
  'request-timeout',
  'uri-too-long',
  'headers-too-large',
  'internal-error'
]
const bodyMethods = ['POST', 'PUT', 'PATCH', 'DELETE']

/** Every problem a route can answer with, from its declaration: enforcement and document cannot drift apart. */
export function problemsOf(route: RouteFacts): ProblemCode[] {
  const { method, takesInput, isPublic, minimumRole, isNeverShed, isThrottled, answersOAuth, own } =
    route
  const codes: ProblemCode[] = [...always, ...own]
  const takesBody = bodyMethods.includes(method)
  // Where a body is read only to be ignored, too: some names of members are refused everywhere.
  if (takesInput || takesBody) codes.push('validation-failed')
  if (takesBody) {
    codes.push('json-unreadable', 'payload-too-large', 'unsupported-media-type')
  }
  if (!isPublic) codes.push('token-missing', 'token-invalid', 'token-expired')
  if (minimumRole !== undefined && excludesSomeRole(minimumRole))
    codes.push('authorisation-required')
  if (isThrottled) codes.push('rate-limited')
  if (!isPublic || !isNeverShed) codes.push('service-unavailable')
  return answersOAuth ? codes.filter((code) => oauthErrorOf(code) === undefined) : codes
}
