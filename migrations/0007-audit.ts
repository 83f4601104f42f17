import type { Kysely } from 'kysely'

const columns = [
  ['previous_secret_hash', 'text'],
  ['previous_until', 'bigint'],
  ['last_used_at', 'bigint']
] as const

/**
 * A second secret and the last use of clients, and an index for the events of one type. The previous
 * release ignores the columns: after a rotation it accepts only the new secret.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const [name, type] of columns) {
    await db.schema.alterTable('services').addColumn(name, type).execute()
  }
  await db.schema.createIndex('events_type').on('events').columns(['type', 'id']).execute()
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropIndex('events_type').execute()
  for (const [name] of columns) {
    await db.schema.alterTable('services').dropColumn(name).execute()
  }
}
