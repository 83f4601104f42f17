import type { Generated } from 'kysely'
import type { Role } from '../tokens/roles.js'

/**
 * The tables, the same in SQLite and PostgreSQL. Times are whole seconds since the epoch; what may
 * be or not be is a time or null: SQLite has no booleans, and its driver must never see one.
 */
export interface Database {
  users: UserTable
  sessions: SessionTable
  one_time_tokens: OneTimeTokenTable
  mails: MailTable
  events: EventTable
  revocations: RevocationTable
  revocation_buckets: RevocationBucketTable
  services: ServiceTable
  write_probes: WriteProbeTable
}

export interface UserTable {
  /** Never used again, not even after the user is deleted. */
  id: Generated<number>
  /** As it was written at sign-up. */
  email: string
  /** The address without regard to case, unique. */
  email_key: string
  /** The same as this release makes it, where `email_key` is of the release before and another one. */
  fold_key: Generated<string | null>
  /** Of the account's password; null until an address is verified. */
  password_hash: string | null
  access_role: Role
  created_at: number
  verified_at: number | null
  disabled_at: number | null
}

/** A login. It lives while it has not ended and its newest refresh token has not expired. */
export interface SessionTable {
  sid: string
  user_id: number
  created_at: number
  last_used_at: number
  /** From where it was begun. */
  ip: string
  user_agent: string
  access_sub: string
  access_exp: number
  /** The newest refresh token. */
  refresh_sub: string
  refresh_exp: number
  /** The refresh token that was exchanged for the newest pair; null before the first rotation. */
  previous_refresh_sub: string | null
  /** When an answer first carried the newest pair, in milliseconds for once; null until it did. */
  answered_at: number | null
  /** JSON: the claims and the `kid` of both newest tokens, from which the same bytes are signed again. */
  pair: string
  /** The latest `exp` ever issued in it: its revocation must outlive that. */
  latest_exp: number
  ended_at: number | null
  end_reason: string | null
  /** Counts up in the order of writing. */
  seq: Generated<number>
}

/** A token that is mailed and may be used once. The token itself is not kept. */
export interface OneTimeTokenTable {
  sub: string
  user_id: number
  purpose: 'signup' | 'change-email' | 'reset-password'
  /** The address that it was mailed to and proves; null of `reset-password`. */
  email: string | null
  /** Of the password that `signup` activates. */
  password_hash: string | null
  created_at: number
  exp: number
  /** Counts up in the order of writing. */
  seq: Generated<number>
}

/** The outbox: a mail is a row of the transaction that causes it, and is rendered when it is sent. */
export interface MailTable {
  id: Generated<number>
  recipient: string
  template: string
  /** JSON: what the template needs; a token as its claims and `kid`, never the token. */
  data: string
  created_at: number
  tries: number
  /** When it may be tried next; a process that tries it moves this on first. */
  next_try_at: number
}

/** Who did what, when, from where, with what outcome. */
export interface EventTable {
  id: Generated<number>
  at: number
  type: string
  outcome: 'success' | 'failure'
  /** Whom it is about; null where nobody has that address. */
  user_id: number | null
  /** Who did it, where it was not the user: an admin's id, or null for the operator. */
  actor_id: number | null
  ip: string
  request_id: string
  /** JSON: no secret, no token, no password. */
  detail: string
}

/** The record of revocations: the truth from which every set is filled. */
export interface RevocationTable {
  id: string
  bucket: string
  until: number
  published_at: number | null
}

/** The Redis server that a bucket of the set was filled on: no other's answer is believed. */
export interface RevocationBucketTable {
  bucket: string
  /** Its `run_id` and the prefix of the keys; null before the first. */
  server: string | null
  /** Of the refill that is under way or was the last; null where one gave up. */
  ticket: string | null
  /** Counts up while a refill is alive: no clock tells that, for clocks differ. */
  beat: number
  /** Null until the refill is complete. */
  filled_at: number | null
}

/** Other services that may introspect tokens. */
export interface ServiceTable {
  name: string
  /** SHA-256 of its secret, which is random and long. */
  secret_hash: string
  created_at: number
}

/** Written while writing fails, and deleted at once. */
export interface WriteProbeTable {
  id: string
  filling: string
}
