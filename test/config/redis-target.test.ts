import t from 'tap'
import { redisTarget } from '../../src/config/redis-target.js'
import { refusalsOf } from './refusals.js'

t.test('three settings determine the Redis target', async (t) => {
  t.equal(redisTarget({}), null)
  t.match(redisTarget({ REDIS_URL: 'redis://h' }), {
    variable: 'REDIS_URL',
    hosts: [{ host: 'h', port: 6379 }],
    connection: {}
  })
  t.match(redisTarget({ REDIS_URL: 'rediss://u%40:p%2Fw@[::1]:7' }), {
    hosts: [{ host: '::1', port: 7 }],
    connection: { username: 'u@', password: 'p/w', tls: {} }
  })
  t.match(redisTarget({ REDIS_SENTINELS: 's:secret@a, b:5' }), {
    variable: 'REDIS_SENTINELS',
    hosts: [
      { host: 'a', port: 26_379 },
      { host: 'b', port: 5 }
    ],
    masterName: 'mymaster',
    sentinel: { sentinelUsername: 's', sentinelPassword: 'secret' }
  })
  t.match(redisTarget({ REDIS_SENTINELS: 'a:1', REDIS_URL: 'rediss://:pw@galaxy' }), {
    masterName: 'galaxy',
    connection: { password: 'pw', tls: {} },
    sentinel: {}
  })
  t.match(redisTarget({ REDIS_CLUSTER: 'a:1,[::1]', REDIS_URL: 'redis://u:p@any' }), {
    variable: 'REDIS_CLUSTER',
    hosts: [
      { host: 'a', port: 1 },
      { host: '::1', port: 6379 }
    ],
    connection: { username: 'u', password: 'p' }
  })
})

t.test('Sentinels and a Cluster exclude each other', async (t) => {
  const issues = refusalsOf({ REDIS_SENTINELS: 'a:1', REDIS_CLUSTER: 'b:1' })
  t.match(issues, [
    { variable: 'REDIS_CLUSTER', message: 'must not be set together with REDIS_SENTINELS' }
  ])
})

t.test(
  'a password without percent-encoding is reported with all other issues, and not shown',
  async (t) => {
    const message = 'the user and the password must be percent-encoded: %25 for %, %40 for @'
    const issues = refusalsOf({
      PORT: 'x',
      REDIS_URL: 'redis://u:secret%@h:1',
      REDIS_SENTINELS: 'a:1,s:100%secret@b:1'
    })
    t.strictSame(issues.slice(1), [
      { variable: 'REDIS_URL', message },
      { variable: 'REDIS_SENTINELS', message }
    ])
    t.match(issues[0], { variable: 'PORT' })
    t.notMatch(JSON.stringify(issues), 'secret')
  }
)
