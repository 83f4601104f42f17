import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/**
 * Warns once if `X-Forwarded-For` comes from a peer that is not in `TRUST_PROXY`: behind a proxy that
 * is missing there, all clients share one rate limit.
 */
export function warnOfUnknownProxy(app: FastifyInstance): void {
  let hasWarned = false
  /** The connections whose peer is trusted: behind a proxy, most requests come on a known one. */
  const trusted = new WeakSet<Socket>()
  app.addHook('onRequest', (request, _reply, done) => {
    const { headers, socket } = request
    if (!hasWarned && headers['x-forwarded-for'] !== undefined && !trusted.has(socket)) {
      // Contains the peer, and each address that a trusted peer has forwarded.
      const isTrusted = (request.ips?.length ?? 0) > 1
      if (isTrusted) trusted.add(socket)
      else {
        hasWarned = true
        request.log.warn(
          { peer: socket.remoteAddress },
          'X-Forwarded-For is ignored, because its sender is not in TRUST_PROXY. If the sender is your proxy, add it: until then all its clients share one rate limit'
        )
      }
    }
    done()
  })
}
