import type { Generated } from 'kysely'
import type { Role } from '../tokens/roles.js'

/**
 * The tables, the same in SQLite and PostgreSQL. Times are whole seconds since the epoch. A time or
 * null takes the place of a boolean: SQLite has none, and its driver must never receive one.
 */
export interface Database {
  users: UserTable
  sessions: SessionTable
  one_time_tokens: OneTimeTokenTable
  mails: MailTable
  events: EventTable
  revocations: RevocationTable
  revocation_buckets: RevocationBucketTable
  revocation_bucket_version: BucketVersionTable
  services: ServiceTable
  write_probes: WriteProbeTable
  instances: InstanceTable
  revocation_counts: RevocationCountTable
  token_cut_offs: TokenCutOffTable
}

export interface UserTable {
  /** Never reused, not even after the user is deleted. */
  id: Generated<number>
  /** As the user wrote it at sign-up. */
  email: string
  /** The normalized address, the same in upper and lower case. Unique. */
  email_key: string
  /** The key by this release's rules, if the previous release computed a different `email_key`. */
  fold_key: Generated<string | null>
  /** The hash of the account's password; null until an address is verified. */
  password_hash: string | null
  access_role: Role
  created_at: number
  verified_at: number | null
  disabled_at: number | null
}

/** A login. It is active until it ends or its newest refresh token expires. */
export interface SessionTable {
  sid: string
  user_id: number
  created_at: number
  last_used_at: number
  /** The client's address at the login. */
  ip: string
  user_agent: string
  access_sub: string
  access_exp: number
  /** The newest refresh token. */
  refresh_sub: string
  refresh_exp: number
  /** The refresh token that was exchanged for the newest pair; null before the first rotation. */
  previous_refresh_sub: string | null
  /**
   * When a response first contained the newest pair; null before that. In milliseconds, unlike
   * other times.
   */
  answered_at: number | null
  /**
   * JSON: the claims and the `kid` of both newest tokens, from which identical tokens are signed
   * again.
   */
  pair: string
  /** The latest `exp` ever issued in it: its revocation must outlive that. */
  latest_exp: number
  ended_at: number | null
  end_reason: string | null
  /** Counts up in the order of writing. */
  seq: Generated<number>
}

/** A token that is mailed and may be used once. The token itself is not stored. */
export interface OneTimeTokenTable {
  sub: string
  user_id: number
  purpose: 'signup' | 'change-email' | 'reset-password'
  /** The address that it was mailed to and that it verifies; null for `reset-password`. */
  email: string | null
  /** The hash of the password that `signup` activates. */
  password_hash: string | null
  created_at: number
  exp: number
  /** Counts up in the order of writing. */
  seq: Generated<number>
}

/**
 * The outbox. The transaction that causes a mail inserts its row; the mail is rendered when it is
 * sent.
 */
export interface MailTable {
  id: Generated<number>
  recipient: string
  template: string
  /** JSON: what the template needs; a token as its claims and `kid`, never the token. */
  data: string
  created_at: number
  tries: number
  /** When the next attempt may start. A process advances this time before it tries. */
  next_try_at: number
}

/** The event log: action, actor, time, address and outcome. */
export interface EventTable {
  id: Generated<number>
  at: number
  type: string
  outcome: 'success' | 'failure'
  /** The affected user; null if no user has the address. */
  user_id: number | null
  /** The admin who acted instead of the user; null for the user and for the operator. */
  actor_id: number | null
  ip: string
  request_id: string
  /** JSON: no secret, no token, no password. */
  detail: string
}

/** The record of revocations: the source of truth, from which every set is filled. */
interface RevocationTable {
  id: string
  bucket: string
  until: number
  published_at: number | null
}

/** The owner of each bucket of the set: the only Redis server that is trusted for the bucket. */
interface RevocationBucketTable {
  bucket: string
  /**
   * The server's identity and the prefix of the keys, or `moving`; null before the first refill.
   */
  server: string | null
  /** The ticket of the running or the last refill; null if that refill did not complete. */
  ticket: string | null
  /** The heartbeat of a running refill. A counter, because clocks differ. */
  beat: number
  /** Null until the refill is complete. */
  filled_at: number | null
}

/** One row, which each change of `revocation_buckets` replaces. */
interface BucketVersionTable {
  version: string
}

/** Clients that may introspect tokens. */
export interface ServiceTable {
  name: string
  /** SHA-256 of its secret, which is random and long. */
  secret_hash: string
  created_at: number
  /** The secret before the last rotation, and when it becomes invalid; null before a rotation. */
  previous_secret_hash: Generated<string | null>
  previous_until: Generated<number | null>
  /** Correct to a minute; null before the first use. */
  last_used_at: Generated<number | null>
}

/** Trial writes while writes fail; each is deleted at once. */
interface WriteProbeTable {
  id: string
  filling: string
}

/** The running instances. Rows of instances that were killed stay for a day. */
export interface InstanceTable {
  /** Random, new at each start. */
  id: string
  host: string
  pid: number
  /** The release. */
  version: string
  /** When the instance last renewed the row, by the clock of the database. */
  seen_at: number
}

/**
 * How many revocations were recorded, ever. Distributed over several rows, so that acts that revoke
 * do not wait for each other.
 */
interface RevocationCountTable {
  /** The first hex digit of a bucket. */
  stripe: string
  recorded: Generated<number>
  /** The end of the second in which the newest revocation was recorded. */
  newest_at: Generated<number>
}

/** The times before which no token is valid. The latest one applies. */
interface TokenCutOffTable {
  valid_from: number
  /** When the operator ordered it, by the clock of the database. */
  ordered_at: number
  /** Null until it is in force on every instance. */
  applied_at: number | null
}
