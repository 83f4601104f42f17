import t from 'tap'
import { checkPermissions } from '../../src/redis/check-permissions.js'
import { startRedis } from '../redis-server.js'
import { fakeNode } from './fake-node.js'
import { build } from './redis-app.js'

const options = { prefix: 'test:', waits: true, counts: true }

function refuse(message: string): never {
  throw new Error(message)
}

const denial = new Error("NOPERM this user has no permissions to run the 'eval' command")

t.test('a denied command is named with its keys', async (t) => {
  const { nodes } = fakeNode(([name]) => (name === 'eval' ? denial : 0))
  await t.rejects(checkPermissions(nodes, options, refuse), {
    message:
      /^the Redis user needs more rights: EVAL on test:revoked:\*, EVAL on test:throttle:\* \(NOPERM/
  })
})

t.test('a denied command without a key is named', async (t) => {
  const { nodes } = fakeNode(([name]) => (name === 'wait' ? denial : 0))
  await t.rejects(checkPermissions(nodes, options, refuse), /rights: WAIT \(NOPERM/)
  await checkPermissions(nodes, { ...options, waits: false }, refuse)
})

t.test('without counters their commands are not needed', async (t) => {
  const { nodes } = fakeNode(([name]) => (name === 'incr' ? denial : 0))
  await t.rejects(checkPermissions(nodes, options, refuse), /rights: INCR on test:throttle:\*/)
  await checkPermissions(nodes, { ...options, counts: false }, refuse)
})

t.test('other errors are no denial', async (t) => {
  const { nodes } = fakeNode(() => new Error('LOADING Redis is loading'))
  await t.resolves(checkPermissions(nodes, options, refuse))
})

t.test('a Redis whose access list lacks a right for logins is rejected at the start', async (t) => {
  const right = '+@all ~test:*'
  const users = {
    counts: `user counts on >pw ${right} -incr`,
    scripts: `user scripts on >pw ${right} -eval`,
    keys: 'user keys on >pw +@all ~test:revoked:*',
    enough: `user enough on >pw ${right}`
  }
  const redis = await startRedis(t, { config: Object.values(users) })
  const start = (user: keyof typeof users, RATE_LIMIT = 'on') =>
    build(t, {
      env: {
        REDIS_URL: `redis://${user}:pw@127.0.0.1:${redis.port}`,
        REDIS_PREFIX: 'test:',
        RATE_LIMIT
      }
    })
  await t.rejects(start('counts'), /^REDIS_URL: .* INCR on test:throttle:\* \(NOPERM/)
  await t.rejects(start('scripts'), /EVAL on test:revoked:\*, EVAL on test:throttle:\*/)
  await t.rejects(start('keys'), /INCR on test:throttle:\*, .* EVALSHA on test:throttle:\*/)
  await start('keys', 'off')
  await start('enough')
  const keys = await redis.ask((client) => client.keys('*permission-check*'))
  t.strictSame(keys, [], 'the check leaves no keys')
})
