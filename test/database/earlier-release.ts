import { type Kysely, Migrator } from 'kysely'
import { migrations } from '../../migrations/index.js'
import type { Database } from '../../src/database/schema.js'
import { noon } from '../helper.js'

/** Migrates an empty database to the state of the release whose last step this was. */
export async function migrateTo(db: Kysely<Database>, step: string): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...migrations }) }
  })
  const { error } = await migrator.migrateTo(step)
  if (error) throw error
}

/** Inserts a user as release 0002 does, with the address key of that release. */
export async function insertFormerUser(
  db: Kysely<Database>,
  email: string,
  more: { readonly password_hash?: string; readonly verified_at?: number } = {}
): Promise<number> {
  const { id } = await db
    .insertInto('users')
    .values({
      email,
      email_key: email.normalize('NFKC').toLowerCase().normalize('NFKC'),
      password_hash: null,
      access_role: 'basic',
      created_at: noon,
      verified_at: null,
      disabled_at: null,
      ...more
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export const formerToken = (user_id: number, sub: string, created_at: number) => ({
  sub,
  user_id,
  purpose: 'signup' as const,
  email: null,
  password_hash: sub,
  created_at,
  exp: created_at + 3600
})

export const formerSession = (user_id: number, sid: string, created_at: number) => ({
  sid,
  user_id,
  created_at,
  last_used_at: created_at,
  ip: '',
  user_agent: '',
  access_sub: sid,
  access_exp: created_at + 3600,
  refresh_sub: sid,
  refresh_exp: created_at + 3600,
  previous_refresh_sub: null,
  answered_at: null,
  pair: '{}',
  latest_exp: created_at + 3600,
  ended_at: null,
  end_reason: null
})
