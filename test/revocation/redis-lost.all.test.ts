import { randomUUID } from 'node:crypto'
import t from 'tap'
import { problem } from '../../src/problems/problem.js'
import { countWaiting, recordRevocations } from '../../src/revocation/record.js'
import { mint, temporaryDirectory } from '../helper.js'
import { captureLog } from '../log/capture-log.js'
import { startRedis } from '../redis-server.js'
import { until } from '../until.js'
import {
  type App,
  buildOn,
  buildTwo,
  getFilms,
  isComplete,
  keyOf,
  logOut,
  on,
  ready,
  start,
  statusOf,
  uuidIn,
  watchRejections
} from './redis-app.js'

/* The record restores what Redis loses. Until then, checks query the record. */

t.test(
  'after a loss, the first request queries the record, and the buckets are refilled',
  async (t) => {
    const rejections = watchRejections(t)
    const { app, client } = await start(t)
    const [sub, other] = [randomUUID(), randomUUID()]
    const token = mint('access', { sub })
    t.equal(await statusOf(logOut(app, token)), 200)
    t.equal(await statusOf(logOut(app, mint('access', { sub: other }))), 200)

    await client.flushall()
    t.equal(await statusOf(getFilms(app, token)), 401, 'from the record')
    t.equal(await statusOf(getFilms(app, mint())), 200, 'from the record too')
    await isComplete(app)
    t.equal(await client.dbsize(), 257)
    for (const id of [sub, other]) {
      t.equal(await client.zscore(keyOf(id), 'gen'), 'inf')
      t.ok(await client.zscore(keyOf(id), id))
    }
    t.equal((await client.zrange(keyOf(sub), '0', '-1')).length, 2, 'no ticket remains')
    t.same(rejections, [])
  }
)

t.test('a loss is repaired without any request', async (t) => {
  const { app, client } = await start(t)
  await logOut(app, mint())
  await client.flushall()
  await until(async () => (await client.dbsize()) === 257)
  await isComplete(app)
  t.equal(await app.revocationSet.count(), 1)
})

t.test('an aborted refill is not reported as complete', async (t) => {
  const redis = await startRedis(t)
  const client = await redis.connect(t)
  const { server, lines } = await captureLog(t, 'info', undefined, { env: on(redis.url) })
  await isComplete(server as unknown as App)
  const node = server.redisNodes.readers.of('00')
  const { send } = node
  let isFirst = true
  node.send = async (commands) => {
    if (commands[0]?.[0] === 'eval' && isFirst) {
      isFirst = false
      await client.del(keyOf('00'))
    }
    return send(commands)
  }
  await client.flushall()
  const told = () =>
    lines().flatMap(({ msg, buckets, of }) =>
      /filled|interrupted/.test(msg) ? [[msg, buckets, of]] : []
    )
  // The end of the first refill may be logged late.
  await until(() => String(told().at(-1)).startsWith('the set of revoked tokens was filled,1'))
  t.same(told().slice(-4), [
    ['the set of revoked tokens is being filled', 256, undefined],
    ['filling the set of revoked tokens was interrupted', 255, 256],
    ['the set of revoked tokens is being filled', 1, undefined],
    ['the set of revoked tokens was filled', 1, undefined]
  ])
})

t.test('a refill of one lost bucket does not change the others', async (t) => {
  const { app, client } = await start(t)
  const [lost, kept] = [
    mint('access', { sub: uuidIn('01') }),
    mint('access', { sub: uuidIn('02') })
  ]
  await logOut(app, lost)
  await logOut(app, kept)
  await client.zadd(keyOf('02'), '+inf', 'untouched')
  await client.del(keyOf('01'))
  t.equal(await statusOf(getFilms(app, kept)), 401)
  t.equal(await statusOf(getFilms(app, lost)), 401)
  await isComplete(app)
  t.equal(await client.zscore(keyOf('01'), 'gen'), 'inf')
  t.equal(await client.zscore(keyOf('02'), 'untouched'), 'inf', 'a refill would remove it')
})

t.test('entries in a bucket without gen still take effect', async (t) => {
  const { app, client } = await start(t)
  const sub = randomUUID()
  await client.zadd(keyOf(sub), '9000000000', sub)
  await client.zrem(keyOf(sub), 'gen')
  t.equal(await statusOf(getFilms(app, mint('access', { sub }))), 401)
})

t.test('a gen on a server that is not the recorded owner is untrusted', async (t) => {
  const redis = await startRedis(t, { persistent: true })
  const env = { DATA_DIR: temporaryDirectory(t) }
  const app = await buildOn(t, redis, { env })
  const client = await redis.connect(t)
  const token = mint()
  await logOut(app, token)
  // As after a restart from an old file: every bucket has its gen, but lacks the later revocations.
  for (const key of await client.keys('*')) await client.zremrangebyscore(key, '-inf', '9000000000')
  await redis.kill()
  await redis.restart()
  const another = await buildOn(t, redis, { env })
  t.equal(await statusOf(getFilms(another, token)), 401)
  await until(() => app.redis.status === 'ready')
  t.equal(await statusOf(getFilms(app, token)), 401)
})

t.test('returns 503 if both the set and the database are lost', async (t) => {
  const { app, client } = await start(t)
  await client.flushall()
  await app.db.destroy()
  const answer = await getFilms(app, mint())
  t.equal(answer.statusCode, 503)
  t.match(answer.json().detail, /^database-unreachable/)
  const readiness = await ready(app)
  t.equal(readiness.statusCode, 503)
  t.match(readiness.json().detail, /^database-unreachable/)
})

t.test('a logout that cannot be published returns 503, and readiness reports it', async (t) => {
  const { app } = await start(t)
  const { revoke } = app.revocationSet
  app.revocationSet.revoke = () => Promise.reject(problem('service-unavailable'))
  const token = mint()
  t.equal(await statusOf(logOut(app, token)), 503)
  const status = async () => (await ready(app)).json().status
  await until(async () => (await status()) === 'publishing')
  app.revocationSet.revoke = revoke
  await until(async () => (await status()) === 'ok')
  t.equal(await statusOf(getFilms(app, token)), 401)
})

t.test('a set that rejects writes still serves reads, and readiness reports it', async (t) => {
  const { app, client } = await start(t)
  await isComplete(app)
  const [token, other] = [mint(), mint()]
  await client.config('SET', 'maxmemory', '1')
  t.strictSame((await ready(app)).json(), { status: 'publishing' })
  t.equal(await statusOf(getFilms(app, token)), 200)
  t.equal(await statusOf(logOut(app, token)), 503)
  t.equal(await statusOf(getFilms(app, other)), 200)
  await client.config('SET', 'maxmemory', '0')
  await until(async () => (await statusOf(getFilms(app, token))) === 401)
  t.strictSame((await ready(app)).json(), { status: 'ok' })
})

t.test('a bucket that rejects writes does not delay the publication to others', async (t) => {
  const { app, client } = await start(t)
  const stuck = uuidIn('a7')
  const node = app.redisNodes.writers.of('a7')
  const { send } = node
  let isStuck = true
  node.send = async (commands) => {
    const isWrite = commands.some(([name, key]) => name === 'zadd' && key === keyOf(stuck))
    if (!isWrite || !isStuck) return send(commands)
    return commands.map(() => [new Error('READONLY'), null])
  }
  const ids = Array.from({ length: 300 }, () => uuidIn('a7'))
  const last = uuidIn('ff')
  const end = Math.floor(Date.now() / 1000) + 3600
  await recordRevocations(
    app.db,
    [...ids, last].map((id) => ({ id, bucket: id.slice(-2), until: end }))
  )
  await until(async () => (await countWaiting(app.db)) === 300)
  t.ok(await client.zscore(keyOf(last), last))
  await until(async () => (await ready(app)).json().status === 'publishing')
  isStuck = false
  await until(async () => (await countWaiting(app.db)) === 0)
})

t.test('reads need no database while the set is complete', async (t) => {
  const { app } = await start(t)
  const token = mint()
  await app.db.destroy()
  t.equal(await statusOf(getFilms(app, token)), 200)
  t.equal((await ready(app)).json().status, 'database-unreachable')
})

t.test('two instances repair a loss', async (t) => {
  const redis = await startRedis(t)
  const [one, two] = await buildTwo(t, redis)
  const client = await redis.connect(t)
  const token = mint()
  await logOut(one, token)
  await client.flushall()
  const told = await Promise.all([one, two, one, two].map((app) => statusOf(getFilms(app, token))))
  t.same(told, [401, 401, 401, 401])
  await Promise.all([isComplete(one), isComplete(two)])
  t.equal(await client.dbsize(), 257)
})
