import type { Test } from 'tap'
import { newestSignUp } from '../../src/accounts/store/one-time-tokens.js'
import { listLiveSessions } from '../../src/accounts/store/sessions.js'
import { noon } from '../helper.js'
import { formerSession, formerToken, insertFormerUser, migrateTo } from './earlier-release.js'
import { migrateDown, migrateUp } from './migrate-all.js'
import { emptyDatabases, openDatabase } from './open-database.js'

/**
 * The rows of the previous release get numbers too: the existing ones and those that it still
 * writes.
 */
export function rowNumberCases(root: Test, kind: 'SQLite' | 'PostgreSQL'): void {
  root.test(`rows of the previous release keep their order (${kind})`, async (t) => {
    const env = await emptyDatabases[kind]?.(t)
    const db = await openDatabase(t, env ?? {})
    await migrateTo(db, '0002-revocation-buckets')
    const id = await insertFormerUser(db, 'rey@example.org')
    const write = async (name: string, at: number) => {
      await db
        .insertInto('one_time_tokens')
        .values(formerToken(id, name, at))
        .execute()
      await db
        .insertInto('sessions')
        .values(formerSession(id, name, at))
        .execute()
    }
    const newest = async () => [
      (await newestSignUp(db, id))?.sub,
      ...(await listLiveSessions(db, id, noon, 9)).map(({ sid }) => sid)
    ]
    await write('b', noon + 2)
    await write('c', noon + 1)
    await write('a', noon + 3)

    await migrateUp(db)
    t.strictSame(await newest(), ['a', 'a', 'b', 'c'])
    for (const name of ['z', 'm', 'y']) await write(name, noon)
    t.strictSame(await newest(), ['y', 'y', 'm', 'z', 'a', 'b', 'c'])
    await db.deleteFrom('sessions').where('sid', 'in', ['y', 'm']).execute()
    await db.deleteFrom('one_time_tokens').where('sub', 'in', ['y', 'm']).execute()
    await write('x', noon)
    t.strictSame(await newest(), ['x', 'x', 'z', 'a', 'b', 'c'])

    let step: string | undefined
    while (step !== '0003-row-numbers') [step] = await migrateDown(db)
    await write('n', noon)
    await migrateUp(db)
    t.strictSame((await newest()).slice(0, 2), ['a', 'a'], 'after a migration down and up')
  })
}
