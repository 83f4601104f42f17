import { createHash, timingSafeEqual } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Database } from '../database/schema.js'
import type { Credentials } from './basic-credentials.js'

/** The names that a client may have: without characters that HTTP Basic or a form must encode. */
export const clientName = /^[a-z0-9][a-z0-9._-]{0,63}$/

/** A fast hash is enough, because the secret is random and long. */
const digestOf = (secret: string) => createHash('sha256').update(secret).digest()

/** The form in which a secret is stored. */
export const secretHash = (secret: string) => digestOf(secret).toString('hex')

/** The stored hash of a disabled secret: no secret has this hash. */
export const disabledHash = '0'.repeat(64)

/** Why credentials are rejected. `expired-secret`: the previous one, too long after its rotation. */
export type ClientRefusal = 'unknown-client' | 'wrong-secret' | 'expired-secret'

/**
 * Checks the credentials of a client. Compares the secrets in constant time.
 *
 * @param now seconds since the epoch
 * @returns null if the credentials are right
 */
export async function refuseClient(
  db: Kysely<Database>,
  { name, secret }: Credentials,
  now: number
): Promise<ClientRefusal | null> {
  const presented = digestOf(secret)
  // PostgreSQL rejects text that contains NUL; no client has such a name.
  if (!clientName.test(name)) return 'unknown-client'
  const client = await db
    .selectFrom('services')
    .select(['secret_hash', 'previous_secret_hash', 'previous_until'])
    .where('name', '=', name)
    .executeTakeFirst()
  if (client === undefined) return 'unknown-client'
  const isSecret = (hash: string) => timingSafeEqual(presented, Buffer.from(hash, 'hex'))
  const { secret_hash, previous_secret_hash, previous_until } = client
  if (isSecret(secret_hash)) return null
  if (previous_secret_hash === null || !isSecret(previous_secret_hash)) return 'wrong-secret'
  return now < Number(previous_until) ? null : 'expired-secret'
}

/** Records that a client was used. An earlier time does not replace a later one. */
export async function markUsed(db: Kysely<Database>, name: string, now: number): Promise<void> {
  const at = Math.floor(now)
  await db
    .updateTable('services')
    .set({ last_used_at: at })
    .where('name', '=', name)
    .where((row) => row.or([row('last_used_at', 'is', null), row('last_used_at', '<', at)]))
    .execute()
}
