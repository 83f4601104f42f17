import { problem } from '../problems/problem.js'
import type { AccountContext } from './account-context.js'
import { type EventType, insertEvent, type Origin } from './store/events.js'
import type { User } from './store/users.js'

/**
 * Checks the password of a signed-in user again, because the token may be stolen. A failure counts as
 * a failed login, so that this check cannot bypass the login delays.
 *
 * @param type the type of the event that records a failure
 * @throws Problem `credentials-invalid`, `rate-limited`
 */
export async function reauthenticate(
  { db, clock, passwords, throttle }: AccountContext,
  { id, email, password_hash }: User,
  password: string,
  type: EventType,
  request: Origin
): Promise<void> {
  await throttle.checkLogin(request, email)
  if (!(await passwords.verify(password_hash, password))) {
    await insertEvent(db, { type, outcome: 'failure', userId: id, request }, clock())
    throw problem('credentials-invalid', { detail: 'This is not the password of this account' })
  }
  await throttle.succeededLogin(request, email)
}
