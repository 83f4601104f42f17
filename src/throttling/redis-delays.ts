import type { Clock } from '../tokens/claims.js'
import { freeTries, type LoginDelays, longestDelay, remembered } from './login-delays.js'

/** The methods of a Redis client that are used. */
interface ScriptingRedis {
  eval(script: string, keyCount: 1, key: string, ...args: readonly string[]): Promise<unknown>
  del(key: string): Promise<unknown>
}

/** `delayAfter` as an atomic script. Returns milliseconds, because Redis truncates Lua numbers. */
const begin = `
  local key, now = KEYS[1], tonumber(ARGV[1])
  local free, longest = tonumber(ARGV[2]), tonumber(ARGV[3])
  local waitUntil = tonumber(redis.call('HGET', key, 'until') or '0')
  if now < waitUntil then return waitUntil - now end
  local tries = redis.call('HINCRBY', key, 'tries', 1)
  if tries < free then
    redis.call('EXPIRE', key, ARGV[4])
  else
    local delay = math.min(2 ^ (tries - free), longest) * 1000
    redis.call('HSET', key, 'until', string.format('%.0f', now + delay))
    redis.call('EXPIRE', key, ARGV[5])
  end
  return 0
`

/**
 * Login delays in Redis, for a service that runs as several processes.
 *
 * @param prefix the beginning of every key
 * @throws the errors of the client, by rejection
 */
export function createRedisDelays(
  client: ScriptingRedis,
  prefix: string,
  clock: Clock
): LoginDelays {
  const keyOf = (pair: string) => `${prefix}delay:${pair}`
  const { free, delayed } = remembered
  return {
    async begin(pair) {
      const now = Math.floor(clock() * 1000)
      const args = [now, freeTries, longestDelay, free, delayed].map(String)
      return Number(await client.eval(begin, 1, keyOf(pair), ...args)) / 1000
    },
    async succeed(pair) {
      await client.del(keyOf(pair))
    }
  }
}
