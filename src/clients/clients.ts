import { createHash, timingSafeEqual } from 'node:crypto'
import type { Kysely } from 'kysely'
import { insertEvent, type Origin } from '../accounts/store/events.js'
import type { Database } from '../database/schema.js'
import { inTransaction } from '../database/transaction.js'
import type { Credentials } from './basic-credentials.js'

/** The names that a client may have: without characters that HTTP Basic or a form must encode. */
export const clientName = /^[a-z0-9][a-z0-9._-]{0,63}$/

/** A fast hash is enough, because the secret is random and long. */
const hashOf = (secret: string) => createHash('sha256').update(secret).digest()

/**
 * Creates a client, which may introspect tokens. Stores only a hash of its secret.
 *
 * @param secret 32 random bytes, as text
 * @throws Error if the name is taken
 */
export function createClient(
  db: Kysely<Database>,
  { name, secret }: Credentials,
  { request, now }: { readonly request: Origin; readonly now: number }
): Promise<void> {
  return inTransaction(db, async (trx) => {
    const known = await trx
      .selectFrom('services')
      .select('name')
      .where('name', '=', name)
      .executeTakeFirst()
    if (known) throw new Error(`A client with the name ${name} already exists`)
    const secret_hash = hashOf(secret).toString('hex')
    await trx
      .insertInto('services')
      .values({ name, secret_hash, created_at: Math.floor(now) })
      .execute()
    const event = { type: 'service-created', outcome: 'success', request } as const
    await insertEvent(trx, { ...event, detail: { name } }, now)
  })
}

/** Whether these are the credentials of a client. Compares the secrets in constant time. */
export async function isClient(
  db: Kysely<Database>,
  { name, secret }: Credentials
): Promise<boolean> {
  const presented = hashOf(secret)
  // PostgreSQL rejects text that contains NUL; no client has such a name.
  if (!clientName.test(name)) return false
  const service = await db
    .selectFrom('services')
    .select('secret_hash')
    .where('name', '=', name)
    .executeTakeFirst()
  if (service === undefined) return false
  return timingSafeEqual(presented, Buffer.from(service.secret_hash, 'hex'))
}
