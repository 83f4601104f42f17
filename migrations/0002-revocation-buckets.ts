import { type Kysely, sql } from 'kysely'
import { buckets } from '../src/revocation/buckets.js'

/** Records which Redis server owns each bucket of the set, and which refill fills it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('revocation_buckets')
    .addColumn('bucket', 'text', (column) => column.primaryKey())
    .addColumn('server', 'text')
    .addColumn('ticket', 'text')
    .addColumn('beat', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('filled_at', 'bigint')
    .execute()
  const rows = sql.join(buckets.map((bucket) => sql`(${bucket})`))
  await sql`insert into revocation_buckets (bucket) values ${rows}`.execute(db)

  // A refill reads the record by bucket, in batches that each start after the last row.
  await db.schema.dropIndex('revocations_bucket').execute()
  await db.schema
    .createIndex('revocations_bucket')
    .on('revocations')
    .columns(['bucket', 'until', 'id'])
    .execute()
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropIndex('revocations_bucket').execute()
  await db.schema
    .createIndex('revocations_bucket')
    .on('revocations')
    .columns(['bucket', 'until'])
    .execute()
  await db.schema.dropTable('revocation_buckets').execute()
}
