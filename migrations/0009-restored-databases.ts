import { type Kysely, sql } from 'kysely'
import { stripes } from '../src/revocation/mark.js'

/**
 * How many revocations were recorded, so that a database that was restored from a backup is
 * detected; and the times before which no token is valid.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('revocation_counts')
    .addColumn('stripe', 'text', (column) => column.primaryKey())
    .addColumn('recorded', 'bigint', (column) => column.notNull().defaultTo(0))
    .addColumn('newest_at', 'bigint', (column) => column.notNull().defaultTo(0))
    .execute()
  const rows = sql.join(stripes.map((stripe) => sql`(${stripe})`))
  await sql`insert into revocation_counts (stripe) values ${rows}`.execute(db)

  await db.schema
    .createTable('token_cut_offs')
    .addColumn('valid_from', 'bigint', (column) => column.primaryKey())
    .addColumn('ordered_at', 'bigint', (column) => column.notNull())
    .addColumn('applied_at', 'bigint')
    .execute()
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('token_cut_offs').execute()
  await db.schema.dropTable('revocation_counts').execute()
}
