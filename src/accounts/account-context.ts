import type { Kysely } from 'kysely'
import type { Database } from '../database/schema.js'
import type { RevocationSet } from '../revocation/revocation-set.js'
import type { Clock } from '../tokens/claims.js'
import type { TokenRequest, UnsignedToken } from '../tokens/issue.js'
import type { TokenKind } from '../tokens/kinds.js'
import type { Verdict } from '../tokens/verify.js'
import type { AccountEvent, Origin } from './store/events.js'
import type { Commit } from './unit-of-work.js'

/** The dependencies of every act on accounts. The acts of admins and operators need no others. */
export interface CommitContext {
  readonly db: Kysely<Database>
  readonly clock: Clock
  readonly commit: Commit
}

/** The dependencies of the account flows. */
export interface AccountContext extends CommitContext {
  readonly policy: SessionPolicy
  readonly tokens: {
    prepare(request: TokenRequest): UnsignedToken
    sign(token: UnsignedToken): string
    verify(token: string, accepted: readonly TokenKind[]): Verdict
  }
  readonly passwords: {
    /** @throws Problem `password-weak` */
    check(password: string, email: string): void
    hash(password: string): Promise<string>
    /** Takes as long without a hash as with one. */
    verify(hash: string | null, password: string): Promise<boolean>
    needsRehash(hash: string): boolean
  }
  readonly throttle: {
    /** @throws Problem `rate-limited` */
    checkLogin(origin: Origin, email: string): Promise<void>
    succeededLogin(origin: Origin, email: string): Promise<void>
  }
  readonly audit: {
    /** Records a failure, after the response. Never throws. */
    record(event: AccountEvent): void
    /** The keyed hash of an address that may belong to nobody. */
    hash(text: string): string
  }
  readonly revocationSet: Pick<RevocationSet, 'isRevoked'>
}

/** The rules for sessions. Durations are in seconds. */
interface SessionPolicy {
  /** Whether a user has one session at a time. */
  readonly isExclusive: boolean
  /** How long a session may last, however often it is refreshed. */
  readonly maxLife: number
  /** How long after its first response a rotated refresh token returns the same pair. */
  readonly grace: number
  /** The longer one of the lives of access and refresh tokens. */
  readonly longestTokenLife: number
}
