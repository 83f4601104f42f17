import { type Kysely, PostgresAdapter, sql } from 'kysely'

const isPostgres = (db: Kysely<unknown>) => db.getExecutor().adapter instanceof PostgresAdapter

/**
 * A text that each change of `revocation_buckets` replaces, so that an instance reads that table
 * only after a change. Triggers replace it, because the previous release also changes the table. It
 * is random and no counter: a restored database must not repeat a text that an instance has read.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('revocation_bucket_version')
    .addColumn('version', 'text', (column) => column.notNull())
    .execute()
  await sql`insert into revocation_bucket_version (version) values ('new')`.execute(db)
  if (!isPostgres(db)) {
    await sql`
      create trigger revocation_buckets_changed after update on revocation_buckets
      begin
        update revocation_bucket_version set version = hex(randomblob(16));
      end`.execute(db)
    return
  }
  await sql`
    create function change_revocation_bucket_version() returns trigger language plpgsql as $$
    begin
      update revocation_bucket_version set version = md5(random()::text || clock_timestamp()::text);
      return null;
    end $$`.execute(db)
  await sql`
    create trigger revocation_buckets_changed after update on revocation_buckets
    for each statement execute function change_revocation_bucket_version()`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  if (isPostgres(db)) {
    await sql`drop trigger revocation_buckets_changed on revocation_buckets`.execute(db)
    await sql`drop function change_revocation_bucket_version()`.execute(db)
  } else await sql`drop trigger revocation_buckets_changed`.execute(db)
  await db.schema.dropTable('revocation_bucket_version').execute()
}
