import { randomUUID } from 'node:crypto'
import t, { type Test } from 'tap'
import { readPulse } from '../../src/database/pulse.js'
import { buckets } from '../../src/revocation/buckets.js'
import { recordRevocations } from '../../src/revocation/record.js'
import { type BucketOwner, createBucketOwners } from '../../src/revocation/redis/bucket-owners.js'
import { createMonitor, lease } from '../../src/revocation/redis/monitor.js'
import { createRefill } from '../../src/revocation/redis/refill.js'
import { migrateUp } from '../database/migrate-all.js'
import { openDatabase } from '../database/open-database.js'
import { noon, temporaryDirectory } from '../helper.js'
import { until } from '../until.js'
import { FakeRedis } from './fake-redis.js'
import { MockTimer } from './mock-timer.js'

const keyOf = (bucket: string) => `p:${bucket}`

/** A record of some thousand entries, and instances that fill one server from it. */
async function start(t: Test) {
  const db = await openDatabase(t, { DATA_DIR: temporaryDirectory(t) })
  await migrateUp(db)
  const ids = Array.from({ length: 3500 }, () => randomUUID())
  await recordRevocations(
    db,
    ids.map((id) => ({ id, bucket: id.slice(-2), until: noon + 3600 }))
  )
  const server = new FakeRedis()
  const owners = createBucketOwners(db, 'p:')
  const readOwnersVersion = async () => (await readPulse(db, noon)).ownersVersion
  const timer = new MockTimer()
  function instance({
    isClosing = () => false,
    leavesMasters = false
  }: {
    isClosing?: () => boolean
    leavesMasters?: boolean
  } = {}) {
    const node = server.connect()
    const reports: unknown[] = []
    const nodes = { of: () => node, leavesMasters, isCluster: false, rediscover: () => {} }
    const monitor = createMonitor({
      nodes,
      owners,
      readOwnersVersion,
      keyOf,
      onGaps: () => {},
      timer
    })
    const fill = createRefill({
      db,
      owners,
      nodes,
      keyOf,
      clock: () => noon,
      report: (event, { buckets, of, reason }) =>
        void reports.push(reason === undefined ? [event, buckets] : [event, buckets, of, reason]),
      isClosing,
      timer
    })
    async function look(): Promise<void> {
      await monitor.look()
      await fill(monitor.takeFound())
    }
    return { ...monitor, look, reports }
  }
  return { db, ids, server, owners, timer, instance }
}

t.test(
  'a long refill renews its heartbeat every second, and other instances wait for it',
  async (t) => {
    const { server, owners, timer, instance } = await start(t)
    const [one, other] = [instance(), instance()]
    const beatOf = async () => Math.max(...(await owners.read()).map(({ beat }) => beat))
    const beats: number[] = []
    server.before = async () => {
      beats.push(await beatOf())
      await timer.pass(400)
      return 'answer'
    }
    const done = one.look()
    await until(() => beats.length > 2)
    await other.look()
    t.same(other.reports, [], 'the other instance fills nothing')
    await done
    t.same(one.reports, [
      ['begin', 256],
      ['end', 256]
    ])
    // The other instance also sends pipelines.
    t.ok(beats.length >= 6, `${beats}`)
    t.ok(Math.max(...beats) >= 1, `the database contains the heartbeat: ${beats}`)
    t.ok(
      Math.max(...beats) <= (beats.length * 400) / 1000,
      `at most one heartbeat per second: ${beats}`
    )
    await other.look()
    t.equal(other.countComplete(), 256)
  }
)

t.test('a bucket is usable as soon as it is complete', async (t) => {
  const { server, instance } = await start(t)
  const one = instance()
  const counts = new Set<number>()
  server.before = async () => {
    counts.add(one.countComplete())
    return 'answer'
  }
  await one.look()
  t.ok(counts.size > 3, `${[...counts]}`)
})

t.test('another instance completes an aborted refill', async (t) => {
  const { server, ids, instance } = await start(t)
  let left = 3
  const one = instance({ isClosing: () => left-- <= 0 })
  await one.look()
  const done = one.countComplete()
  t.ok(done > 0 && done < 256, `${done}`)
  t.same(one.reports, [
    ['begin', 256],
    ['interrupted', done, 256, 'the service is closing']
  ])
  const other = instance()
  await other.look()
  t.equal(other.countComplete(), 256)
  t.match(other.reports[0], ['begin', 256 - done])
  for (const id of ids) {
    const [, scores] = server.execute(['zmscore', keyOf(id.slice(-2)), 'gen', id])
    if ((scores as unknown[]).includes(null)) t.fail(`${id} is missing`)
  }
})

t.test('a refill stops when another instance has claimed its buckets', async (t) => {
  const { server, owners, timer, instance } = await start(t)
  const one = instance()
  let pipelines = 0
  server.before = async () => {
    pipelines++
    if (pipelines === 2) {
      const [first] = await owners.read()
      await owners.claim(buckets, first?.serverId as string, 'another', [first?.ticket as string])
    }
    await timer.pass(600)
    return 'answer'
  }
  await one.look()
  t.equal(one.countComplete(), 0)
  t.same(one.reports[1], ['interrupted', 0, 256, 'another instance has taken over the refill'])
  t.ok((await owners.read()).every(({ ticket, isFilled }) => ticket === 'another' && !isFilled))
})

t.test(
  'a refill ends when the connection breaks, because the next one may reach another server',
  async (t) => {
    const { server, instance } = await start(t)
    const one = instance()
    let pipelines = 0
    server.before = async () => {
      if (++pipelines === 3) queueMicrotask(() => server.breakConnections())
      return 'answer'
    }
    await t.rejects(one.look(), /connection/)
    t.equal(one.countComplete(), 0)
    t.match(one.reports[1], ['interrupted', 0, 256, /connection/])
    server.before = async () => 'answer'
    await one.look()
    t.equal(one.countComplete(), 256)
  }
)

t.test('a refill fails if its data is lost before it completes', async (t) => {
  const { server, instance } = await start(t)
  const one = instance()
  let pipelines = 0
  server.before = async () => {
    if (++pipelines === 3) server.flush()
    return 'answer'
  }
  await one.look()
  const done = one.countComplete()
  t.ok(done < 256, `${done}`)
  t.match(one.reports[1], ['interrupted', done, 256, /lost their data again/])
  await one.look()
  t.equal(one.countComplete(), 256)
})

t.test('a refill rejects when its bucket moves', async (t) => {
  const { instance, server } = await start(t)
  const one = instance()
  const execute = server.execute.bind(server)
  server.execute = (command) =>
    command[0] === 'unlink' ? [new Error('MOVED 1 127.0.0.1:7001'), null] : execute(command)
  await t.rejects(one.look(), /MOVED/)
})

t.test(
  'a move from a master that may still run waits until the trust of all instances has expired',
  async (t) => {
    const { server, owners, timer, instance } = await start(t)
    const one = instance({ leavesMasters: true })
    await one.look()
    t.equal(one.countComplete(), 256, 'no server was trusted before: there is nothing to wait for')
    server.restart(true)
    const other = instance({ leavesMasters: true })
    const done = Promise.all([one.look(), other.look()])
    await until(() => timer.sleepers > 0)
    await timer.pass(lease)
    t.ok((await owners.read()).every(({ serverId, isFilled }) => serverId === null && !isFilled))
    t.equal(await owners.placeOf(new Map([['ab', 'whoever']])), 'moving')
    await timer.pass(1000)
    await done
    await Promise.all([one.look(), other.look()])
    t.same([one.countComplete(), other.countComplete()], [256, 256])
    t.equal(
      one.reports.length + other.reports.length,
      4,
      'the initial fill, and one refill by one of the two instances'
    )
    t.ok(
      (await owners.read()).every(({ beat }) => beat > 0),
      'the heartbeat was renewed after the wait'
    )
  }
)

t.test('a refill ends when the connection breaks between two of its steps', async (t) => {
  const { server, owners, instance } = await start(t)
  const { name } = owners
  owners.name = async (...filled) => {
    server.breakConnections()
    return name(...filled)
  }
  await t.rejects(instance().look(), /connection to Redis was lost/)
})

t.test(
  'trust expires unless it is renewed, but not while the database is unreachable',
  async (t) => {
    const { db, timer, instance } = await start(t)
    const one = instance()
    t.notOk(one.isFresh(), 'no owner was read yet')
    await one.look()
    t.ok(one.isFresh())
    await timer.pass(lease)
    t.notOk(one.isFresh())
    await one.look()
    t.ok(one.isFresh())
    await db.destroy()
    await t.rejects(one.look())
    await timer.pass(10 * lease)
    t.ok(one.isFresh(), 'reads continue')
  }
)

t.test(
  'an unreachable server stays trusted for the buckets that the database still names it for',
  async (t) => {
    const { server, owners, instance } = await start(t)
    const one = instance()
    await one.look()
    server.before = async () => 'lose-request'
    await t.rejects(one.look(), /broke/)
    t.equal(one.countComplete(), 256)
    await owners.claim(buckets.slice(0, 100), 'another', 'ticket', [])
    const last = (await owners.read()).find(({ bucket }) => bucket === 'ff') as BucketOwner
    await owners.claim(['ff'], last.serverId as string, 'ticket', [last.ticket as string])
    await t.rejects(one.look(), /broke/)
    t.equal(one.countComplete(), 155, 'a bucket that is being refilled is untrusted')
    t.ok(one.isFresh())
  }
)

t.test('does not fill a set that another instance moves', async (t) => {
  const { server, owners, instance } = await start(t)
  const one = instance({ leavesMasters: true })
  await one.look()
  server.restart(true)
  owners.claim = async () => []
  await one.look()
  t.equal(one.reports.length, 2, 'only the initial fill')
})
