import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import fp from 'fastify-plugin'
import { problem } from '../../src/problems/problem.js'
import { createMemoryDelays } from '../../src/throttling/memory-delays.js'
import type { Throttle } from '../../src/throttling/policies.js'
import { createRedisDelays } from '../../src/throttling/redis-delays.js'

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
    detail: 'redis-unreachable: requests cannot be counted at the moment',
    cause
  })
}

/** @param seconds how long to wait; the header has whole seconds, rounded up, at least one */
function rateLimited(seconds: number, detail?: string) {
  const headers = { 'retry-after': String(Math.max(1, Math.ceil(seconds))) }
  return problem('rate-limited', { headers, ...(detail && { detail }) })
}

type Hook = (request: FastifyRequest, reply: FastifyReply) => Promise<void>
type Limiter = FastifyInstance['limiters']['all'][number]

async function limit({ count }: Limiter, request: FastifyRequest, reply: FastifyReply) {
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

const withHook = (hooks: RouteOptions['onRequest'] | RouteOptions['preHandler'], hook: Hook) =>
  [hooks ?? [], hook].flat()

/**
 * Applies the limits to the routes that declare a `throttle`, and to no others. Counts the address
 * before the body is read, and the account once it is known.
 */
export default fp(
  async (app) => {
    const { redis, clock, limiters, config } = app
    const { RATE_LIMIT, REDIS_PREFIX } = config.settings
    const delays =
      config.redis === null
        ? createMemoryDelays(clock)
        : createRedisDelays(redis, `${REDIS_PREFIX}throttle:`, clock)

    const limiterOf = (throttle: Throttle, per: 'address' | 'account') =>
      limiters.all.find((one) => one.throttle === throttle && one.per === per)

    app.addHook('onRoute', (route) => {
      const throttle = route.config?.throttle
      if (throttle === undefined) return
      const ofAddress = limiterOf(throttle, 'address')
      const ofAccount = limiterOf(throttle, 'account')
      if (ofAddress) {
        route.onRequest = withHook(route.onRequest, (request, reply) =>
          limit(ofAddress, request, reply)
        )
      }
      if (ofAccount) {
        route.preHandler = withHook(route.preHandler, async (request, reply) => {
          if (limiters.accountOf(request) !== null) await limit(ofAccount, request, reply)
        })
      }
    })

    app.decorate('throttle', {
      async checkLogin(request, email) {
        if (RATE_LIMIT === 'off') return
        const wait = await delays.begin(limiters.pairOf(request, email)).catch(refuse)
        if (wait > 0) throw rateLimited(wait, 'Too many failed logins; wait before the next one')
      },
      async succeededLogin(request, email) {
        if (RATE_LIMIT === 'off') return
        await delays.succeed(limiters.pairOf(request, email)).catch(refuse)
      }
    })
  },
  { name: 'throttle', dependencies: ['config', 'clock', 'redis', 'rate-limit'] }
)
