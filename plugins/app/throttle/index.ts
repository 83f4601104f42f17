import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import fp from 'fastify-plugin'
import { problem } from '../../../src/problems/problem.js'
import type { LoginDelays } from '../../../src/throttling/login-delays.js'
import { createMemoryDelays } from '../../../src/throttling/memory-delays.js'
import { type Limit, limitsOf } from '../../../src/throttling/policies.js'
import { createRedisDelays } from '../../../src/throttling/redis-delays.js'
import { accountAndNetworkKey, accountKey, addressKey, loginKey } from './keys.js'

declare module 'fastify' {
  interface FastifyInstance {
    /** The growing delays after failed logins, for each pair of account and network. */
    throttle: {
      /**
       * To be called before a password is verified. Counts as a failed login until
       * `succeededLogin`.
       *
       * @throws Problem `rate-limited` with the time to wait
       */
      checkLogin(request: FastifyRequest, email: string): Promise<void>
      /** To be called if the password is correct, even if the login fails for another reason. */
      succeededLogin(request: FastifyRequest, email: string): Promise<void>
    }
  }
}

/** Fails closed: rejects requests that cannot be counted. */
function refuse(cause: unknown): never {
  throw problem('service-unavailable', {
    detail: 'redis-unreachable: the service cannot count requests at the moment',
    cause
  })
}

/** @param seconds how long to wait; the header has whole seconds, rounded up, at least one */
function rateLimited(seconds: number, detail?: string) {
  const headers = { 'retry-after': String(Math.max(1, Math.ceil(seconds))) }
  return problem('rate-limited', { headers, ...(detail && { detail }) })
}

type Counter = Awaited<ReturnType<FastifyInstance['createCounter']>>
type Hook = (request: FastifyRequest, reply: FastifyReply) => Promise<void>

async function countRequest(count: Counter, request: FastifyRequest, reply: FastifyReply) {
  const { max, remaining, ttlInSeconds, isExceeded } = await count(request).catch(refuse)
  const shown = reply.getHeader('ratelimit-remaining')
  // Of two limits, the headers show the one that is closer to its maximum.
  if (shown === undefined || isExceeded || remaining < Number(shown)) {
    reply.headers({
      'ratelimit-limit': max,
      'ratelimit-remaining': remaining,
      'ratelimit-reset': ttlInSeconds
    })
  }
  if (isExceeded) throw rateLimited(ttlInSeconds)
}

function keyGeneratorOf({ per, isPerNetwork }: Limit): (request: FastifyRequest) => string {
  if (per === 'address') return addressKey
  return isPerNetwork ? accountAndNetworkKey : (request) => accountKey(request) as string
}

const withHook = (hooks: RouteOptions['onRequest'] | RouteOptions['preHandler'], hook: Hook) =>
  [hooks ?? [], hook].flat()

/**
 * Applies the limits to the routes that declare a `throttle`, and to no others. Counts the address
 * before the body is read, and the account once it is known.
 */
export default fp(
  async (app) => {
    const { clock, config } = app
    const { settings } = config
    const { RATE_LIMIT, REDIS_PREFIX } = settings
    const prefix = `${REDIS_PREFIX}throttle:`
    const delays = app.redisOrMemory<LoginDelays>(
      (redis) => createRedisDelays(redis, prefix, clock),
      () => createMemoryDelays(clock)
    )

    const counters = new Map<string, Counter>()
    for (const limit of RATE_LIMIT === 'off' ? [] : limitsOf(settings)) {
      const { throttle, per, max, window } = limit
      const count = await app.createCounter({
        nameSpace: `${prefix}${throttle}:${per}:`,
        max,
        timeWindow: window * 1000,
        keyGenerator: keyGeneratorOf(limit)
      })
      counters.set(`${throttle} ${per}`, count)
    }

    app.addHook('onRoute', (route) => {
      const throttle = route.config?.throttle
      const perAddress = counters.get(`${throttle} address`)
      const perAccount = counters.get(`${throttle} account`)
      if (perAddress) {
        route.onRequest = withHook(route.onRequest, (request, reply) =>
          countRequest(perAddress, request, reply)
        )
      }
      if (perAccount) {
        route.preHandler = withHook(route.preHandler, async (request, reply) => {
          if (accountKey(request) !== null) await countRequest(perAccount, request, reply)
        })
      }
    })

    app.decorate('throttle', {
      async checkLogin(request, email) {
        if (RATE_LIMIT === 'off') return
        const wait = await delays.begin(loginKey(request, email)).catch(refuse)
        if (wait > 0) throw rateLimited(wait, 'Too many failed logins; wait before the next one')
      },
      async succeededLogin(request, email) {
        if (RATE_LIMIT === 'off') return
        await delays.succeed(loginKey(request, email)).catch(refuse)
      }
    })
  },
  { name: 'throttle', dependencies: ['config', 'clock', 'redis', 'rate-limit', 'auth'] }
)
