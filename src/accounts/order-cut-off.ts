import { type Kysely, PostgresAdapter, sql } from 'kysely'
import { disabledHash } from '../clients/clients.js'
import type { Database } from '../database/schema.js'
import { inTransaction } from '../database/transaction.js'
import type { CutOff } from '../revocation/cut-off.js'
import { recordRevocations } from '../revocation/record.js'
import { recordCutOff } from '../revocation/recorded-cut-off.js'
import type { Revocation } from '../revocation/revocation-set.js'
import { revocationOfSession } from '../revocation/revocations-of.js'
import { byOperator, insertEvent, type Origin } from './store/events.js'

export interface CutOffOrder {
  readonly cutOff: CutOff
  /** No password works until it is reset by mail. */
  readonly resetsPasswords: boolean
  /** No client credentials work until they are rotated or created anew. */
  readonly disablesClients: boolean
  readonly request: Origin
}

/** How much the clock of an instance may be behind that of the database, in seconds. */
const clockTolerance = 60

/**
 * Ends the sessions whose newest tokens the cut-off refuses.
 *
 * @returns the revocations of those whose tokens have a later `iat`: it was the clock of an instance
 *   that is fast, and the cut-off refuses them only for a minute
 */
async function endSessions(trx: Kysely<Database>, { validFrom, orderedAt }: CutOff) {
  const ended = await trx
    .updateTable('sessions')
    .set({ ended_at: orderedAt, end_reason: 'cut-off' })
    .where('ended_at', 'is', null)
    .where((row) =>
      row.or([row('last_used_at', '<', validFrom), row('last_used_at', '>', orderedAt)])
    )
    .returning(['sid', 'latest_exp', 'last_used_at'])
    .execute()
  return {
    count: ended.length,
    revocations: ended
      .filter(({ last_used_at }) => last_used_at > orderedAt)
      .map(({ sid, latest_exp }) => revocationOfSession(sid, latest_exp))
  }
}

/** Voids the mailed links, and deletes queued mails with such links. A pending sign-up stays: its user can request another link. */
async function voidLinks(trx: Kysely<Database>, { validFrom, orderedAt }: CutOff): Promise<void> {
  await trx
    .updateTable('one_time_tokens')
    .set({ exp: orderedAt - clockTolerance })
    .where('exp', '>', orderedAt - clockTolerance)
    .where((row) => row.or([row('created_at', '<', validFrom), row('created_at', '>', orderedAt)]))
    .execute()
  // Mails that a restore queues again, and others that wait.
  await trx
    .deleteFrom('mails')
    .where('created_at', '<', validFrom)
    .where('data', 'like', '%"token":%')
    .execute()
}

async function resetPasswords(trx: Kysely<Database>): Promise<void> {
  await trx.updateTable('users').set({ password_hash: null }).execute()
  // Pending sign-ups have a password, too.
  await trx.deleteFrom('one_time_tokens').where('password_hash', 'is not', null).execute()
}

async function disableClients(trx: Kysely<Database>): Promise<void> {
  await trx
    .updateTable('services')
    .set({ secret_hash: disabledHash, previous_secret_hash: null, previous_until: null })
    .execute()
}

/**
 * Records a cut-off, and ends what it refuses: sessions and mailed links. It is not in force yet.
 *
 * @returns the number of ended sessions, and the revocations to be published with the cut-off
 */
export function orderCutOff(
  db: Kysely<Database>,
  { cutOff, resetsPasswords, disablesClients, request }: CutOffOrder
): Promise<{ readonly count: number; readonly revocations: readonly Revocation[] }> {
  return inTransaction(db, async (trx) => {
    await recordCutOff(trx, cutOff)
    const ended = await endSessions(trx, cutOff)
    await recordRevocations(trx, ended.revocations)
    await voidLinks(trx, cutOff)
    if (resetsPasswords) await resetPasswords(trx)
    if (disablesClients) await disableClients(trx)
    const detail = {
      valid_from: cutOff.validFrom,
      reset_passwords: resetsPasswords,
      disable_clients: disablesClients,
      ...byOperator
    }
    const event = { type: 'tokens-cut-off', outcome: 'success', request, detail } as const
    await insertEvent(trx, event, cutOff.orderedAt)
    return ended
  })
}

/** How many rows one statement inserts. */
const batch = 1000

/** PostgreSQL assigns ids by a sequence, which only its owner may set. So uses ids up. */
async function useIdsUp(db: Kysely<Database>, highest: number): Promise<void> {
  let last = 0
  while (last < highest) {
    const count = last === 0 ? 1 : Math.min(batch, highest - last)
    last = await inTransaction(db, async (trx) => {
      const { rows } = await sql<{ id: number }>`
        insert into users (email, email_key, access_role, created_at)
        select '', 'unused ' || gen_random_uuid(), 'basic', 0 from generate_series(1, ${count}::int)
        returning id`.execute(trx)
      const ids = rows.map(({ id }) => id)
      await trx.deleteFrom('users').where('id', 'in', ids).execute()
      return Math.max(...ids)
    })
  }
}

/**
 * Ensures that the next user gets a higher id than every earlier one, also than those that a
 * restored database does not know.
 *
 * @param highest the highest id that the mark names
 */
export async function raiseUserIds(db: Kysely<Database>, highest: number): Promise<void> {
  if (db.getExecutor().adapter instanceof PostgresAdapter) {
    await useIdsUp(db, highest)
    return
  }
  await sql`
    insert into sqlite_sequence (name, seq)
    select 'users', 0 where not exists (select 1 from sqlite_sequence where name = 'users')
  `.execute(db)
  await sql`
    update sqlite_sequence set seq = ${highest} where name = 'users' and seq < ${highest}
  `.execute(db)
}
