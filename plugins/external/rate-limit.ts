import { createHash } from 'node:crypto'
import rateLimit, { normalizeIP } from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { emailKey } from '../../src/accounts/email.js'
import { type Limit, limitsOf } from '../../src/throttling/policies.js'

type Count = ReturnType<FastifyInstance['createRateLimit']>
/** The result of counting a request. */
export type Counted = Extract<Awaited<ReturnType<Count>>, { isAllowed: false }>

export interface Limiter extends Limit {
  /** @throws whatever the store throws */
  count(request: FastifyRequest): Promise<Counted>
}

declare module 'fastify' {
  interface FastifyInstance {
    limiters: {
      /** All limits of `src/throttling/policies.ts`; none with `RATE_LIMIT=off`. */
      readonly all: readonly Limiter[]
      /**
       * Returns the key of the account in a request: its token's user, or else the email address in
       * its body; null without either.
       */
      accountOf(request: FastifyRequest): string | null
      /** Returns the key for logins to an account from the client's network. */
      pairOf(request: FastifyRequest, email: string): string
    }
  }
}

/** How many addresses or accounts each limit counts at most, in a process without Redis. */
const maxCounted = 20_000

/** Hashes a key, so that it reveals no user and no address. */
const keyOf = (text: string) => createHash('sha256').update(text).digest('base64url')

/** The client's address, as its proxies report it; for IPv6, the /64 network of one customer. */
const networkOf = ({ ip }: FastifyRequest) => normalizeIP(ip, 64)

function accountOf({ body, tokenInfo }: FastifyRequest): string | null {
  // The token takes precedence: a body may contain anything, even if the route ignores it.
  if (tokenInfo !== null) return keyOf(`user ${tokenInfo.user_id}`)
  const email = (body as { email?: unknown } | null | undefined)?.email
  return typeof email === 'string' ? keyOf(`email ${emailKey(email)}`) : null
}

/**
 * The counters of @fastify/rate-limit, in Redis or in the process. Each limit has a scope of its
 * own, which gives it a name space. The plugin `throttle` applies the limits to routes.
 */
export default fp(
  async (app) => {
    const { settings } = app.config
    const { RATE_LIMIT, REDIS_PREFIX } = settings
    const store = app.config.redis === null ? { cache: maxCounted } : { redis: app.redis }

    const addressKey = (request: FastifyRequest) => keyOf(networkOf(request))
    const accountKey = (request: FastifyRequest) => accountOf(request) as string
    const accountAndNetworkKey = (request: FastifyRequest) =>
      keyOf(`${accountOf(request)} ${networkOf(request)}`)

    async function limiterOf(limit: Limit): Promise<Limiter> {
      const { throttle, per, max, window, isPerNetwork } = limit
      const ofAccount = isPerNetwork ? accountAndNetworkKey : accountKey
      let count: Count | undefined
      await app.register(async (scope) => {
        await scope.register(rateLimit, {
          ...store,
          global: false,
          nameSpace: `${REDIS_PREFIX}throttle:${throttle}:${per}:`,
          max,
          timeWindow: window * 1000,
          keyGenerator: per === 'address' ? addressKey : ofAccount
        })
        count = scope.createRateLimit()
      })
      return { ...limit, count: count as unknown as Limiter['count'] }
    }

    const all: Limiter[] = []
    for (const limit of RATE_LIMIT === 'off' ? [] : limitsOf(settings)) {
      all.push(await limiterOf(limit))
    }
    app.decorate('limiters', {
      all,
      accountOf,
      pairOf: (request, email) => keyOf(`${emailKey(email)} ${networkOf(request)}`)
    })
  },
  { name: 'rate-limit', dependencies: ['config', 'redis'] }
)
