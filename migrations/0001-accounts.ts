import { type ColumnDefinitionBuilder, type Kysely, PostgresAdapter, sql } from 'kysely'

const required = (column: ColumnDefinitionBuilder) => column.notNull()
const primary = (column: ColumnDefinitionBuilder) => column.primaryKey()
const ownedByUser = (column: ColumnDefinitionBuilder) =>
  column.notNull().references('users.id').onDelete('cascade')

/** Ids that are never reused, even after the row with the highest id is deleted. */
function numbered(db: Kysely<unknown>) {
  const isPostgres = db.getExecutor().adapter instanceof PostgresAdapter
  return (column: ColumnDefinitionBuilder) =>
    isPostgres
      ? column.primaryKey().generatedAlwaysAsIdentity()
      : column.primaryKey().autoIncrement()
}

/** SQLite treats `bigint` as an integer, but `autoincrement` requires the name `integer`. */
const numberType = (db: Kysely<unknown>) =>
  db.getExecutor().adapter instanceof PostgresAdapter ? 'bigint' : 'integer'

export async function up(db: Kysely<unknown>): Promise<void> {
  const id = numbered(db)
  const idType = numberType(db)

  await db.schema
    .createTable('users')
    .addColumn('id', idType, id)
    .addColumn('email', 'text', required)
    .addColumn('email_key', 'text', (column) => column.notNull().unique())
    .addColumn('password_hash', 'text')
    .addColumn('access_role', 'text', required)
    .addColumn('created_at', 'bigint', required)
    .addColumn('verified_at', 'bigint')
    .addColumn('disabled_at', 'bigint')
    .execute()

  await db.schema
    .createTable('sessions')
    .addColumn('sid', 'text', primary)
    .addColumn('user_id', idType, ownedByUser)
    .addColumn('created_at', 'bigint', required)
    .addColumn('last_used_at', 'bigint', required)
    .addColumn('ip', 'text', required)
    .addColumn('user_agent', 'text', required)
    .addColumn('access_sub', 'text', required)
    .addColumn('access_exp', 'bigint', required)
    .addColumn('refresh_sub', 'text', required)
    .addColumn('refresh_exp', 'bigint', required)
    .addColumn('previous_refresh_sub', 'text')
    .addColumn('answered_at', 'bigint')
    .addColumn('pair', 'text', required)
    .addColumn('latest_exp', 'bigint', required)
    .addColumn('ended_at', 'bigint')
    .addColumn('end_reason', 'text')
    .execute()
  await db.schema.createIndex('sessions_user').on('sessions').column('user_id').execute()
  await db.schema.createIndex('sessions_latest').on('sessions').column('latest_exp').execute()

  await db.schema
    .createTable('one_time_tokens')
    .addColumn('sub', 'text', primary)
    .addColumn('user_id', idType, ownedByUser)
    .addColumn('purpose', 'text', required)
    .addColumn('email', 'text')
    .addColumn('password_hash', 'text')
    .addColumn('created_at', 'bigint', required)
    .addColumn('exp', 'bigint', required)
    .execute()
  await db.schema.createIndex('one_time_user').on('one_time_tokens').column('user_id').execute()
  await db.schema.createIndex('one_time_exp').on('one_time_tokens').column('exp').execute()

  await db.schema
    .createTable('mails')
    .addColumn('id', idType, id)
    .addColumn('recipient', 'text', required)
    .addColumn('template', 'text', required)
    .addColumn('data', 'text', required)
    .addColumn('created_at', 'bigint', required)
    .addColumn('tries', 'integer', required)
    .addColumn('next_try_at', 'bigint', required)
    .execute()
  await db.schema.createIndex('mails_due').on('mails').column('next_try_at').execute()

  // No reference to users: events remain after their users are deleted.
  await db.schema
    .createTable('events')
    .addColumn('id', idType, id)
    .addColumn('at', 'bigint', required)
    .addColumn('type', 'text', required)
    .addColumn('outcome', 'text', required)
    .addColumn('user_id', 'bigint')
    .addColumn('actor_id', 'bigint')
    .addColumn('ip', 'text', required)
    .addColumn('request_id', 'text', required)
    .addColumn('detail', 'text', required)
    .execute()
  await db.schema.createIndex('events_user').on('events').columns(['user_id', 'id']).execute()
  await db.schema.createIndex('events_at').on('events').column('at').execute()

  // No reference either: the deletion of a user must not make revoked tokens valid again.
  await db.schema
    .createTable('revocations')
    .addColumn('id', 'text', primary)
    .addColumn('bucket', 'text', required)
    .addColumn('until', 'bigint', required)
    .addColumn('published_at', 'bigint')
    .execute()
  await db.schema
    .createIndex('revocations_bucket')
    .on('revocations')
    .columns(['bucket', 'until'])
    .execute()
  await db.schema.createIndex('revocations_until').on('revocations').column('until').execute()
  await db.schema
    .createIndex('revocations_unpublished')
    .on('revocations')
    .column('id')
    .where(sql.ref('published_at'), 'is', null)
    .execute()

  await db.schema
    .createTable('services')
    .addColumn('name', 'text', primary)
    .addColumn('secret_hash', 'text', required)
    .addColumn('created_at', 'bigint', required)
    .execute()
}

export async function down(db: Kysely<unknown>): Promise<void> {
  const tables = [
    'services',
    'revocations',
    'events',
    'mails',
    'one_time_tokens',
    'sessions',
    'users'
  ]
  for (const table of tables) await db.schema.dropTable(table).execute()
}
