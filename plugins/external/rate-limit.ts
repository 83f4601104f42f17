import rateLimit, { type RateLimitPluginOptions } from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'

type Count = ReturnType<FastifyInstance['createRateLimit']>
/** The result of counting a request. */
type Counted = Extract<Awaited<ReturnType<Count>>, { isAllowed: false }>

/** @throws whatever the store throws */
type Counter = (request: FastifyRequest) => Promise<Counted>

declare module 'fastify' {
  interface FastifyInstance {
    /** Creates a counter of requests, in Redis or in the process. */
    createCounter(
      options: Required<Pick<RateLimitPluginOptions, 'nameSpace' | 'max' | 'timeWindow'>> & {
        keyGenerator(request: FastifyRequest): string
      }
    ): Promise<Counter>
  }
}

/** How many keys each counter holds at most, in a process without Redis. */
const maxCounted = 20_000

/**
 * The counters of @fastify/rate-limit. Each has a scope of its own, which gives it a name space. The
 * plugin `throttle` applies them to routes.
 */
export default fp(
  async (app) => {
    const store = app.redisOrMemory<RateLimitPluginOptions>(
      (redis) => ({ redis }),
      () => ({ cache: maxCounted })
    )
    app.decorate('createCounter', async (options) => {
      let count: Count | undefined
      await app.register(async (scope) => {
        await scope.register(rateLimit, { ...store, ...options, global: false })
        count = scope.createRateLimit()
      })
      return count as unknown as Counter
    })
  },
  { name: 'rate-limit', dependencies: ['redis'] }
)
