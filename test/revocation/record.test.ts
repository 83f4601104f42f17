import { randomUUID } from 'node:crypto'
import t from 'tap'
import { encodeCutOff } from '../../src/revocation/cut-off.js'
import {
  findRecorded,
  liveRevocations,
  markPublished,
  pruneRevocations,
  recordRevocations,
  unpublishedRevocations
} from '../../src/revocation/record.js'
import { recordCutOff } from '../../src/revocation/recorded-cut-off.js'
import type { Revocation } from '../../src/revocation/revocation-set.js'
import { createUser, logIn, logOut } from '../accounts/actors.js'
import { migrateUp } from '../database/migrate-all.js'
import { emptyDatabases, openDatabase } from '../database/open-database.js'
import { build, claims, forge, noon, secrets } from '../helper.js'
import { startRedis } from '../redis-server.js'
import { inEveryCombination, openStores } from '../stores.js'
import { until } from '../until.js'
import { getFilms, statusOf } from './redis-app.js'

const revocationsUntil = (count: number, until: number): Revocation[] =>
  Array.from({ length: count }, () => ({ id: randomUUID(), bucket: 'aa', until }))

for (const [name, emptyDatabase] of Object.entries(emptyDatabases)) {
  t.test(`the record returns all live revocations in batches (${name})`, async (t) => {
    const db = await openDatabase(t, await emptyDatabase(t))
    await migrateUp(db)
    await recordRevocations(db, [])
    const [live, over] = [revocationsUntil(2450, noon + 1), revocationsUntil(250, noon)]
    await recordRevocations(db, [...live, ...over])
    const sorted = (all: readonly Revocation[]) =>
      [...all].sort((one, other) => (one.id < other.id ? -1 : 1))

    const batches = []
    for await (const batch of liveRevocations(db, noon + 0.5)) batches.push(batch)
    t.strictSame(
      batches.map(({ length }) => length),
      [1000, 1000, 450]
    )
    t.strictSame(batches.flat(), sorted(live))

    t.equal((await unpublishedRevocations(db)).length, 200)
    await markPublished(db, [...live, ...over.slice(1)], noon)
    t.strictSame(await unpublishedRevocations(db), over.slice(0, 1))

    t.equal(await pruneRevocations(db, noon), 0)
    for (const count of [200, 50, 0]) t.equal(await pruneRevocations(db, noon + 1), count)
  })

  t.test(`one query finds revoked ids and the cut-off (${name})`, async (t) => {
    const db = await openDatabase(t, await emptyDatabase(t))
    await migrateUp(db)
    const [one] = revocationsUntil(1, noon + 1) as [Revocation]
    await recordRevocations(db, [one])
    const other = randomUUID()
    const before = await findRecorded(db, [one.id, other])
    t.ok(before.revoked.includes(one.id))
    t.notOk(before.revoked.includes(other))
    t.equal(before.cutOff, null)

    const cutOff = { validFrom: noon, orderedAt: noon }
    await recordCutOff(db, cutOff)
    const after = await findRecorded(db, [randomUUID()])
    t.equal(after.cutOff, encodeCutOff(cutOff))
  })

  t.test(`the latest of several ends of one id applies (${name})`, async (t) => {
    const db = await openDatabase(t, await emptyDatabase(t))
    await migrateUp(db)
    const [one] = revocationsUntil(1, noon)
    const ending = (until: number) => ({ ...one, until }) as Revocation
    await recordRevocations(db, [ending(noon), ending(noon + 2), ending(noon + 1)])
    t.strictSame(await unpublishedRevocations(db), [ending(noon + 2)])
    await markPublished(db, [ending(noon)], noon)
    t.strictSame(
      await unpublishedRevocations(db),
      [ending(noon + 2)],
      'the end in the set is too early'
    )
    await markPublished(db, [ending(noon + 2)], noon)
    t.strictSame(await unpublishedRevocations(db), [])
    await recordRevocations(db, [ending(noon)])
    t.strictSame(
      await unpublishedRevocations(db),
      [ending(noon + 2)],
      'the end never becomes earlier'
    )
  })
}

const minted = () => {
  const payload = claims()
  return { payload, token: forge({ alg: 'HS256', typ: 'JWT' }, payload, secrets.access) }
}
const revocationOf = ({ sub, exp }: { sub: string; exp: number }) => ({
  id: sub,
  bucket: sub.slice(-2),
  until: exp + 3600
})

inEveryCombination(
  'revoked tokens stay revoked after a restart of the service',
  async (t, stores) => {
    const app = await stores.build()
    const login = await logIn(app, await createUser(app))
    const alone = minted()
    for (const token of [login.token, alone.token]) await logOut(app, token)
    await app.close()
    const again = await stores.build()
    for (const token of [login.token, alone.token, login.refresh_token]) {
      t.equal(await statusOf(logOut(again, token)), 401)
    }
  }
)

inEveryCombination(
  'an unpublished row is published within a second, and at start',
  async (t, stores) => {
    const app = await stores.build()
    const [one, two] = [minted(), minted()]
    t.equal(await statusOf(getFilms(app, one.token)), 200)
    await recordRevocations(app.db, [revocationOf(one.payload)])
    await until(async () => (await statusOf(getFilms(app, one.token))) === 401)
    await until(async () => (await unpublishedRevocations(app.db)).length === 0)

    await recordRevocations(app.db, [revocationOf(two.payload)])
    await app.close()
    const again = await stores.build()
    t.equal(await statusOf(getFilms(again, two.token)), 401)
    t.strictSame(await unpublishedRevocations(again.db), [])
  }
)

t.test('revocations are published later if the set accepts no writes at start', async (t) => {
  const redis = await startRedis(t)
  const client = await redis.connect(t)
  const { env } = await openStores(t, { database: 'SQLite', set: 'in-process' }, t)
  const first = await build(t, { env })
  const { payload, token } = minted()
  const revocation = revocationOf(payload)
  await recordRevocations(first.db, [revocation])
  await first.close()

  await client.config('SET', 'maxmemory', '1')
  const app = await build(t, { env: { ...env, REDIS_URL: redis.url } })
  t.equal(await statusOf(getFilms(app, token)), 401, 'the record contains the revocation')
  t.equal(await app.revocationSet.count(), 0)
  await client.config('SET', 'maxmemory', '0')
  await until(async () => (await app.revocationSet.count()) === 1)
  t.equal(await statusOf(getFilms(app, token)), 401)
})

t.test(
  'a foreign value under the key of a bucket is replaced, and never makes a token valid',
  async (t) => {
    const redis = await startRedis(t)
    const client = await redis.connect(t)
    const app = await build(t, { env: { REDIS_URL: redis.url } })
    const { payload, token } = minted()
    const revocation = revocationOf(payload)
    await recordRevocations(app.db, [revocation])
    await app.revocation.publish([revocation])
    await client.set(`starwars:revoked:${revocation.bucket}`, 'in the way')
    t.equal(await statusOf(getFilms(app, token)), 503)
    await until(async () => (await statusOf(getFilms(app, token))) === 401)
  }
)

t.test('expired rows are deleted', async (t) => {
  let now = noon
  const app = await build(t, { clock: () => now })
  await recordRevocations(app.db, revocationsUntil(401, noon + 1))
  await app.prune('revocations')
  const left = () => app.db.selectFrom('revocations').select('id').execute()
  t.equal((await left()).length, 401)
  now += 2
  await app.prune('revocations')
  t.strictSame(await left(), [])
})
