import type { FastifyInstance } from 'fastify'

/**
 * Warns once if `X-Forwarded-For` comes from a peer that is not in `TRUST_PROXY`: behind a proxy that
 * is missing there, all clients share one rate limit.
 */
export function warnOfUnknownProxy(app: FastifyInstance): void {
  let hasWarned = false
  app.addHook('onRequest', (request, _reply, done) => {
    if (!hasWarned && request.headers['x-forwarded-for'] !== undefined) {
      // Contains the peer, and each address that a trusted peer has forwarded.
      const isTrusted = (request.ips?.length ?? 0) > 1
      if (!isTrusted) {
        hasWarned = true
        request.log.warn(
          { peer: request.socket.remoteAddress },
          'X-Forwarded-For is ignored, because its sender is not in TRUST_PROXY. If the sender is your proxy, add it: until then all its clients share one rate limit'
        )
      }
    }
    done()
  })
}
