import { problem } from '../../problems/problem.js'
import { isAdminRole } from '../../tokens/roles.js'
import type { AccountContext } from '../account-context.js'
import type { Actor } from '../actor.js'
import { lockReauthenticated } from '../lock-reauthenticated.js'
import { reauthenticate } from '../reauthenticate.js'
import type { Origin } from '../store/events.js'
import { adminIds, hasOtherAdmin } from '../store/lock-users.js'
import { endSessions } from '../store/sessions.js'
import { deleteUser } from '../store/users.js'

/**
 * Deletes the account of a signed-in user, after a check of its password.
 *
 * @throws Problem `credentials-invalid`, `rate-limited`, `last-admin`, and those of
 * `lockReauthenticated`
 */
export async function deleteOwnAccount(
  context: AccountContext,
  actor: Actor,
  password: string,
  request: Origin
): Promise<void> {
  const { clock, commit } = context
  const type = 'account-deleted'
  await reauthenticate(context, actor.user, password, type, request)
  await commit(async ({ trx, record, revoke }) => {
    const { user, locked } = await lockReauthenticated(trx, actor, await adminIds(trx))
    if (isAdminRole(user.access_role) && !hasOtherAdmin(locked, user.id)) {
      throw problem('last-admin')
    }
    await revoke(await endSessions(trx, user.id, 'deleted', clock()))
    await deleteUser(trx, user.id)
    await record({ type, outcome: 'success', userId: user.id, request })
  })
}
