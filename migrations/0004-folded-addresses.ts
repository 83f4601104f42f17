import type { Kysely } from 'kysely'
import { emailKey } from '../src/accounts/email.js'
import type { Database } from '../src/database/schema.js'

/** How many users are read at once. */
const batch = 1000

/**
 * Some accounts have a key that the previous release computed differently, mostly because of a
 * final sigma. They get the key of this release in addition. The old key stays: the previous
 * release finds accounts by it, and this release needs it to find them by spelling if two of them
 * now have the same address.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('users').addColumn('fold_key', 'text').execute()
  await db.schema.createIndex('users_fold').on('users').column('fold_key').execute()

  const table = db as Kysely<Database>
  let last: number | undefined = 0
  while (last !== undefined) {
    const users: { id: number; email: string; email_key: string }[] = await table
      .selectFrom('users')
      .select(['id', 'email', 'email_key'])
      .where('id', '>', last)
      .orderBy('id')
      .limit(batch)
      .execute()
    for (const { id, email, email_key } of users) {
      const fold_key = emailKey(email)
      if (fold_key === email_key) continue
      await table.updateTable('users').set({ fold_key }).where('id', '=', id).execute()
    }
    last = users.at(-1)?.id
  }
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropIndex('users_fold').execute()
  await db.schema.alterTable('users').dropColumn('fold_key').execute()
}
