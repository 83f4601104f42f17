import t from 'tap'
import { isAway } from '../../src/redis/is-away.js'

const away = [
  'cannot connect to Redis (connect ECONNREFUSED 127.0.0.1:6379)',
  'cannot connect to Redis (getaddrinfo ENOTFOUND redis)',
  'cannot connect to Redis (connect ETIMEDOUT)',
  'cannot connect to Redis (it is loading its data, or does not respond)',
  'cannot connect to Redis (All sentinels are unreachable and retry is disabled. Last error: connect ECONNREFUSED 127.0.0.1:1)',
  'the Redis command INFO memory failed (Connection is closed.)',
  'the Redis command INFO memory failed (Command timed out)',
  'a node of the Cluster rejects the connection (LOADING Redis is loading the dataset in memory)',
  'no master of the Cluster responds'
]
const lasting = [
  'cannot connect to Redis (WRONGPASS invalid username-password pair or user is disabled.)',
  'cannot connect to Redis (NOAUTH HELLO must be called with the client already authenticated)',
  'cannot connect to Redis (All sentinels are unreachable and retry is disabled.)',
  'cannot connect to Redis (self-signed certificate)',
  'cannot connect to Redis (Client network socket disconnected before secure TLS connection was established)',
  'the Redis command INFO memory failed (NOPERM this user has no permissions)',
  'Redis has maxmemory-policy allkeys-lru; it must be noeviction'
]

t.test('a Redis that is down or starts is away', async (t) => {
  for (const reason of away)
    for (const usesTls of [false, true]) t.ok(isAway(reason, usesTls), reason)
})

t.test('a Redis that refuses the service is not away', async (t) => {
  for (const reason of lasting)
    for (const usesTls of [false, true]) t.notOk(isAway(reason, usesTls), reason)
})

t.test('a Sentinel that closes the connection is away only without TLS', async (t) => {
  const reason =
    'All sentinels are unreachable and retry is disabled. Last error: Connection is closed.'
  t.ok(isAway(reason, false))
  t.notOk(isAway(reason, true))
})
