import t from 'tap'
import { createBucketOwners, moving } from '../../src/revocation/redis/bucket-owners.js'
import { migrateUp } from '../database/migrate-all.js'
import { openDatabase } from '../database/open-database.js'
import { temporaryDirectory } from '../helper.js'

t.test('a write takes effect if the database names this server and this set', async (t) => {
  const db = await openDatabase(t, { DATA_DIR: temporaryDirectory(t) })
  await migrateUp(db)
  const [own, other] = [createBucketOwners(db, 'one:'), createBucketOwners(db, 'other:')]
  const writes = new Map([['ab', 'f00d']])
  t.equal(await own.placeOf(writes), 'here', 'no server owns the bucket yet')
  await own.claim(['ab'], 'f00d', 'ticket', [])
  t.equal(await own.placeOf(writes), 'here')
  t.equal(await own.placeOf(new Map([['ab', 'beef']])), 'elsewhere', 'another server')
  t.equal(await other.placeOf(writes), 'elsewhere', 'another set on the same server')
})

t.test('only the instance that moves a bucket can claim it', async (t) => {
  const db = await openDatabase(t, { DATA_DIR: temporaryDirectory(t) })
  await migrateUp(db)
  const owners = createBucketOwners(db, 'one:')
  const find = async () => (await owners.read()).find(({ bucket }) => bucket === 'ab')
  await owners.claim(['ab'], 'old', 'first', [])
  await owners.name(['ab'], 'first', 1)
  t.match(await find(), { serverId: 'old', isFilled: true })
  t.same(await owners.claim(['ab'], moving, 'mover', []), ['ab'])
  t.match(await find(), { serverId: null, isFilled: false, ticket: 'mover' })
  for (const id of ['old', 'new']) {
    t.equal(await owners.placeOf(new Map([['ab', id]])), 'moving')
    t.same(await owners.claim(['ab'], id, 'another', []), [], 'the bucket is moving')
  }
  t.same(await owners.claim(['ab'], 'new', 'mover', ['mover']), ['ab'])
  t.match(await find(), { serverId: 'new', isFilled: false })
  t.equal(await owners.placeOf(new Map([['ab', 'new']])), 'here')
})
