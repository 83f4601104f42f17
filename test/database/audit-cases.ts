import type { Test } from 'tap'
import { listEvents } from '../../src/accounts/store/events.js'
import { refuseClient, secretHash } from '../../src/clients/clients.js'
import { rotateClient } from '../../src/clients/manage.js'
import { noon } from '../helper.js'
import { migrateTo } from './earlier-release.js'
import { migrateDown, migrateUp } from './migrate-all.js'
import { emptyDatabases, openDatabase } from './open-database.js'

/** The previous release goes on to write events and clients, and to check the secret of a client. */
export function auditCases(root: Test, kind: 'SQLite' | 'PostgreSQL'): void {
  root.test(`the previous release works with clients and events as before (${kind})`, async (t) => {
    const db = await openDatabase(t, (await emptyDatabases[kind]?.(t)) ?? {})
    await migrateTo(db, '0006-bucket-version')
    /** As release 0006 does. */
    async function write(name: string) {
      const client = { name, secret_hash: secretHash(name), created_at: noon }
      await db.insertInto('services').values(client).execute()
      const event = { at: noon, type: 'service-created', outcome: 'success' } as const
      const rest = { user_id: null, actor_id: null, ip: '', request_id: '', detail: '{}' }
      await db
        .insertInto('events')
        .values({ ...event, ...rest })
        .execute()
    }
    const storedHash = async (name: string) =>
      (
        await db
          .selectFrom('services')
          .select('secret_hash')
          .where('name', '=', name)
          .executeTakeFirst()
      )?.secret_hash

    await write('before')
    t.equal((await migrateUp(db))[0], '0007-audit')
    await write('after')
    for (const name of ['before', 'after']) {
      t.equal(await refuseClient(db, { name, secret: name }, noon), null, name)
    }
    const filter = { type: 'service-created' } as const
    t.equal((await listEvents(db, filter, { limit: 9 })).length, 2)

    const command = { request: { ip: '', id: '' }, now: noon }
    await rotateClient(db, { name: 'before', secret: 'new' }, 60, command)
    t.equal(await storedHash('before'), secretHash('new'), 'it accepts the new secret')
    t.equal(await refuseClient(db, { name: 'before', secret: 'before' }, noon), null)
    let step: string | undefined
    while (step !== '0007-audit') [step] = await migrateDown(db)
    t.equal(await storedHash('before'), secretHash('new'))
  })
}
