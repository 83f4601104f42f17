import type { FastifyInstance } from 'fastify'

declare module 'fastify' {
  interface FastifyInstance {
    /** The headers of every response, without the request id. */
    baseHeaders: Readonly<Record<string, string>>
  }
}

/** A year, in seconds. */
const hstsMaxAge = 31_536_000

/**
 * Sends the few security headers that matter for JSON, and the request id, on every response. HTML
 * pages get helmet's full set in their own scope.
 */
export function addResponseHeaders(app: FastifyInstance): void {
  const isBehindTls = app.config.linkBase.startsWith('https:')
  const baseHeaders = Object.freeze({
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    ...(isBehindTls && { 'strict-transport-security': `max-age=${hstsMaxAge}` })
  })
  app.decorate('baseHeaders', baseHeaders)
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(baseHeaders).header('x-request-id', request.id)
    done()
  })
}
