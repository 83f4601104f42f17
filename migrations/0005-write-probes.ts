import type { Kysely } from 'kysely'

/**
 * The table of trial writes, which show whether a database that rejected writes accepts them again.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('write_probes')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('filling', 'text', (column) => column.notNull())
    .execute()
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('write_probes').execute()
}
