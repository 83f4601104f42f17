import t from 'tap'
import { registerInstance } from '../../src/database/instances.js'
import { readPulse, renewAndReadPulse } from '../../src/database/pulse.js'
import { recordRevocations } from '../../src/revocation/record.js'
import { createBucketOwners } from '../../src/revocation/redis/bucket-owners.js'
import { build, noon, temporaryDirectory } from '../helper.js'
import { migrateUp } from './migrate-all.js'
import { emptyDatabases, openDatabase } from './open-database.js'

for (const [name, emptyDatabase] of Object.entries(emptyDatabases)) {
  t.test(`one query finds what background jobs wait for (${name})`, async (t) => {
    const db = await openDatabase(t, await emptyDatabase(t))
    await migrateUp(db)
    const idle = await readPulse(db, noon)
    t.match(idle, { hasUnpublished: false, hasDueMails: false })
    t.same(await readPulse(db, noon), idle)

    await recordRevocations(db, [{ id: 'one', bucket: 'ab', until: noon + 60 }])
    t.match(await readPulse(db, noon), { hasUnpublished: true })

    const mail = { recipient: 'r', template: 't', data: '{}', created_at: noon, tries: 0 }
    await db
      .insertInto('mails')
      .values({ ...mail, next_try_at: noon + 1 })
      .execute()
    t.match(await readPulse(db, noon + 0.9), { hasDueMails: false })
    t.match(await readPulse(db, noon + 1), { hasDueMails: true })
  })

  t.test(`each change of the buckets' owners has a version of its own (${name})`, async (t) => {
    const db = await openDatabase(t, await emptyDatabase(t))
    await migrateUp(db)
    const owners = createBucketOwners(db, 'p:')
    const versions = new Set([(await readPulse(db, noon)).ownersVersion])
    const changes = [
      () => owners.claim(['00', '01'], 'server', 'ticket', []),
      () => owners.renewHeartbeat('ticket'),
      () => owners.name(['00'], 'ticket', noon),
      () => owners.giveUp('ticket')
    ]
    for (const [index, change] of changes.entries()) {
      await change()
      versions.add((await readPulse(db, noon)).ownersVersion)
      t.equal(versions.size, index + 2)
    }
  })

  t.test(`the same query renews the row of the instance (${name})`, async (t) => {
    const db = await openDatabase(t, await emptyDatabase(t))
    await migrateUp(db)
    t.equal(await renewAndReadPulse(db, noon, 'one'), undefined, 'it has no row yet')
    await registerInstance(db, { id: 'one', host: 'h', pid: 1, version: '0' })
    await db.updateTable('instances').set({ seen_at: 7 }).execute()
    t.same(await renewAndReadPulse(db, noon, 'one'), await readPulse(db, noon))
    const { seen_at } = await db.selectFrom('instances').select('seen_at').executeTakeFirstOrThrow()
    t.ok(seen_at > noon - 1e8, 'by the clock of the database')
  })
}

t.test('an instance renews its row after a while, and removes it at its end', async (t) => {
  const env = { DATA_DIR: temporaryDirectory(t) }
  const app = await build(t, { env })
  const db = await openDatabase(t, env)
  await db.updateTable('instances').set({ seen_at: 7 }).execute()
  const renewed = () => db.selectFrom('instances').where('seen_at', '>', 7).selectAll().execute()
  await app.pulse.read()
  t.same(await renewed(), [])
  const { now } = performance
  performance.now = () => now.call(performance) + 16_000
  const reading = app.pulse.read()
  performance.now = now
  await reading
  t.match(await renewed(), [{ pid: process.pid }])
  await app.close()
  t.same(await db.selectFrom('instances').selectAll().execute(), [])
})
