import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { bearer, mint } from '../helper.js'
import { startRedis } from '../redis-server.js'
import { Service } from './service.js'

const linesOf = (service: Service, msg: string) => service.log.filter((line) => line.msg === msg)

async function startWith(t: Test, password: string) {
  const redis = await startRedis(t, { password })
  const service = new Service(t, { env: { REDIS_URL: redis.url } })
  const origin = await service.origin()
  const token = mint()
  const read = async () => (await fetch(`${origin}/films/v1/`, { headers: bearer(token) })).status
  t.equal(await read(), 200)
  return { redis, service, read }
}

t.test('an outage of Redis is logged in at most two lines, and its end in one', async (t) => {
  const { redis, service, read } = await startWith(t, 'a-password-of-redis')
  await redis.kill()
  // The service keeps reconnecting.
  await sleep(2000)
  t.equal(await read(), 503)
  await redis.restart()
  await service.prints(/Redis is back/)
  t.equal(await read(), 200)
  const count = linesOf(service, 'Redis is unreachable').length
  t.ok(count >= 1 && count <= 2, `${count} lines`)
  t.equal(linesOf(service, 'Redis is back').length, 1)
  t.notMatch(service.stdout + service.stderr, 'a-password-of-redis')
})

t.test('a password that Redis rejects is not logged', async (t) => {
  const { redis, service, read } = await startWith(t, 'a-password-of-redis')
  const client = await redis.connect(t)
  await client.config('SET', 'requirepass', 'another-one')
  await client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
  await service.prints(/WRONGPASS/)
  t.equal(await read(), 503)
  await client.config('SET', 'requirepass', 'a-password-of-redis')
  await service.prints(/Redis is back/)
  t.equal(await read(), 200)
  t.notMatch(service.stdout + service.stderr, 'a-password-of-redis')
})
