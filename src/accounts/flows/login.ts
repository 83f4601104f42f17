import { randomUUID } from 'node:crypto'
import type { ProblemCode } from '../../problems/catalogue.js'
import { Problem, problem } from '../../problems/problem.js'
import { requireIssuing } from '../../revocation/recorded-cut-off.js'
import type { AccountContext } from '../account-context.js'
import { emailKey } from '../email.js'
import { type SignedTokens, signPair } from '../sign-pair.js'
import { maxIpLength, type Origin } from '../store/events.js'
import { countLiveSessions, endSessions, insertSession } from '../store/sessions.js'
import { createPair, type TokenPair } from '../store/token-pair.js'
import {
  findUserByEmail,
  lockUser,
  pendingPasswordHash,
  renewPasswordHash,
  type User
} from '../store/users.js'

export interface Login {
  readonly email: string
  readonly password: string
  /** Ends the user's existing sessions. */
  readonly takeover?: boolean
}

/** The origin of a login: the parts of a request that the list of sessions shows. */
interface LoginOrigin extends Origin {
  readonly headers: { readonly 'user-agent'?: string | undefined }
}

/** Recorded as failed logins. The user is not the cause of any other problem. */
const failures: readonly ProblemCode[] = [
  'credentials-invalid',
  'account-disabled',
  'email-unverified',
  'user-already-logged-in'
]

/** In characters: a client may send any. */
const maxUserAgentLength = 256

interface Begun {
  /** The user's current row. */
  readonly user: User
  readonly pair: TokenPair
}

const isAsChecked = (user: User, checked: User) =>
  user.password_hash === checked.password_hash && user.disabled_at === checked.disabled_at

/**
 * Begins a session. Locks the user, so that only one of several simultaneous exclusive logins gets a
 * session.
 *
 * @param checked the user's row as it was when the password was checked
 * @returns null if the account has changed since
 * @throws Problem `user-already-logged-in`
 */
function beginSession(
  { clock, commit, policy, tokens }: AccountContext,
  checked: User,
  takeover: boolean,
  request: LoginOrigin
): Promise<Begun | null> {
  const ip = request.ip.slice(0, maxIpLength)
  const userAgent = (request.headers['user-agent'] ?? '').slice(0, maxUserAgentLength)
  return commit(async ({ trx, record, revoke, enqueue }) => {
    const now = clock()
    await requireIssuing(trx, now)
    const user = await lockUser(trx, checked.id)
    if (user === undefined || !isAsChecked(user, checked)) return null
    const live = await countLiveSessions(trx, user.id, now)
    if (policy.isExclusive && live > 0 && !takeover) throw problem('user-already-logged-in')
    if (policy.isExclusive || takeover) {
      await revoke(await endSessions(trx, user.id, 'takeover', now))
    }
    const sid = randomUUID()
    const owner = { user, sid, createdAt: Math.floor(now) }
    const pair = createPair(tokens.prepare, owner, policy.maxLife)
    await insertSession(trx, { sid, ip, userAgent, userId: user.id, pair }, now)

    const event = { outcome: 'success', userId: user.id, request } as const
    await record({ ...event, type: 'login' })
    if (takeover && live > 0) {
      await record({ ...event, type: 'takeover' })
      await enqueue({
        recipient: user.email,
        template: 'session-taken-over',
        data: { at: Math.floor(now), ip, user_agent: userAgent }
      })
    }
    return { user, pair }
  })
}

/** Replaces a hash of outdated costs. Only a login has the plain password that this needs. */
async function withCurrentHash(
  { db, passwords }: AccountContext,
  user: User,
  password: string
): Promise<User> {
  if (!passwords.needsRehash(user.password_hash as string)) return user
  const renewed = await passwords.hash(password)
  await renewPasswordHash(db, user, renewed)
  return { ...user, password_hash: renewed }
}

/** @returns null if the account changed after its password was checked */
async function attempt(
  context: AccountContext,
  user: User | undefined,
  { email, password, takeover = false }: Login,
  request: LoginOrigin
): Promise<Begun | null> {
  const { db, passwords, throttle } = context
  // An unverified user has the password of the newest sign-up, which its link would activate.
  const isPending = user?.verified_at === null
  const hash = isPending ? await pendingPasswordHash(db, user.id) : (user?.password_hash ?? null)
  // Runs without a hash, too: an unknown address takes as long as a known one.
  const isRight = await passwords.verify(hash, password)
  if (user === undefined || !isRight) throw problem('credentials-invalid')
  await throttle.succeededLogin(request, email)
  if (user.disabled_at !== null) throw problem('account-disabled')
  if (isPending) throw problem('email-unverified')
  const current = await withCurrentHash(context, user, password)
  return beginSession(context, current, takeover, request)
}

/**
 * Logs a user in. Reports any other reason to reject the login only after the right password.
 *
 * @throws Problem `rate-limited`, then `credentials-invalid`, then `account-disabled`,
 * `email-unverified`, `user-already-logged-in`
 */
export async function logIn(
  context: AccountContext,
  login: Login,
  request: LoginOrigin
): Promise<SignedTokens> {
  const { db, audit, throttle } = context
  await throttle.checkLogin(request, login.email)
  for (;;) {
    const user = await findUserByEmail(db, login.email)
    try {
      const begun = await attempt(context, user, login, request)
      // If the account has changed meanwhile, the next pass checks the password again.
      if (begun !== null) return signPair(context, begun.user, begun.pair)
    } catch (error) {
      if (error instanceof Problem && failures.includes(error.code)) {
        const userId = user?.id ?? null
        // Whether the address is known or not. People also type passwords into this field.
        const address_hash = audit.hash(emailKey(login.email))
        const detail = { reason: error.code, address_hash }
        audit.record({ type: 'login', outcome: 'failure', userId, request, detail })
      }
      throw error
    }
  }
}
