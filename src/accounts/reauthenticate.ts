import type { ProblemCode } from '../problems/catalogue.js'
import { Problem, problem } from '../problems/problem.js'
import type { AccountContext } from './account-context.js'
import type { EventType, Origin } from './store/events.js'
import type { User } from './store/users.js'

/**
 * Checks the password of a signed-in user again, because the token may be stolen. A failure counts as
 * a failed login, so that this check cannot bypass the login delays.
 *
 * @param type the type of the event that records a failure
 * @throws Problem `credentials-invalid`, `rate-limited`
 */
export async function reauthenticate(
  { audit, passwords, throttle }: AccountContext,
  { id, email, password_hash }: User,
  password: string,
  type: EventType,
  request: Origin
): Promise<void> {
  const recordFailure = (reason: ProblemCode) =>
    audit.record({ type, outcome: 'failure', userId: id, request, detail: { reason } })
  await throttle.checkLogin(request, email).catch((error: unknown) => {
    if (error instanceof Problem && error.code === 'rate-limited') recordFailure(error.code)
    throw error
  })
  if (!(await passwords.verify(password_hash, password))) {
    recordFailure('credentials-invalid')
    throw problem('credentials-invalid', { detail: 'This is not the password of this account' })
  }
  await throttle.succeededLogin(request, email)
}
