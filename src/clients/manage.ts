import type { Kysely, Selectable } from 'kysely'
import { presentTime } from '../accounts/present.js'
import {
  byOperator,
  type EventDetail,
  type EventType,
  insertEvent,
  type Origin
} from '../accounts/store/events.js'
import type { Database, ServiceTable } from '../database/schema.js'
import { inTransaction } from '../database/transaction.js'
import type { Credentials } from './basic-credentials.js'
import { secretHash } from './clients.js'

/** The operator's command. */
interface Command {
  readonly request: Origin
  /** Seconds since the epoch. */
  readonly now: number
}

const recordAct = (
  trx: Kysely<Database>,
  type: EventType,
  detail: EventDetail,
  { request, now }: Command
) =>
  insertEvent(trx, { type, outcome: 'success', request, detail: { ...detail, ...byOperator } }, now)

const unknown = (name: string) => new Error(`There is no client "${name}"`)

/**
 * Creates a client, which may introspect tokens. Stores only a hash of its secret.
 *
 * @param secret 32 random bytes, as text
 * @throws Error if the name is taken
 */
export function createClient(
  db: Kysely<Database>,
  { name, secret }: Credentials,
  command: Command
): Promise<void> {
  return inTransaction(db, async (trx) => {
    const known = await trx
      .selectFrom('services')
      .select('name')
      .where('name', '=', name)
      .executeTakeFirst()
    if (known) throw new Error(`A client with the name ${name} already exists`)
    await trx
      .insertInto('services')
      .values({ name, secret_hash: secretHash(secret), created_at: Math.floor(command.now) })
      .execute()
    await recordAct(trx, 'client-created', { client: name }, command)
  })
}

/**
 * Gives a client a new secret. The current one becomes the previous one and stays valid for a while; a
 * secret before that becomes invalid.
 *
 * @param keep how long the current secret stays valid, in seconds
 * @throws Error if there is no such client
 */
export function rotateClient(
  db: Kysely<Database>,
  { name, secret }: Credentials,
  keep: number,
  command: Command
): Promise<void> {
  const previous_until = Math.floor(command.now + keep)
  return inTransaction(db, async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('services')
      .set((row) => ({
        previous_secret_hash: row.ref('secret_hash'),
        previous_until,
        secret_hash: secretHash(secret)
      }))
      .where('name', '=', name)
      .executeTakeFirstOrThrow()
    if (Number(numUpdatedRows) === 0) throw unknown(name)
    const detail = { client: name, previous_until: presentTime(previous_until) }
    await recordAct(trx, 'client-rotated', detail, command)
  })
}

/** Deletes a client; its secrets are invalid at once. @throws Error if there is no such client */
export function deleteClient(db: Kysely<Database>, name: string, command: Command): Promise<void> {
  return inTransaction(db, async (trx) => {
    const { numDeletedRows } = await trx
      .deleteFrom('services')
      .where('name', '=', name)
      .executeTakeFirstOrThrow()
    if (Number(numDeletedRows) === 0) throw unknown(name)
    await recordAct(trx, 'client-deleted', { client: name }, command)
  })
}

/** Lists all clients by name. */
export function listClients(db: Kysely<Database>): Promise<Selectable<ServiceTable>[]> {
  return db.selectFrom('services').selectAll().orderBy('name').execute()
}
