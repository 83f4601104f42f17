import jwt, { type JWT } from '@fastify/jwt'
import fp from 'fastify-plugin'
import type { Sign } from '../../src/tokens/issue.js'
import { type TokenKind, tokenKindNames } from '../../src/tokens/kinds.js'

declare module 'fastify' {
  interface FastifyInstance {
    signToken: Sign
  }
}

/**
 * Signs tokens, with one namespace of @fastify/jwt per kind. `src/tokens` verifies them: fast-jwt
 * would decode each new token again, which costs more than the signature.
 */
export default fp(
  async (app) => {
    const { keyring } = app.config
    for (const kind of tokenKindNames) {
      await app.register(jwt, {
        namespace: kind,
        secret: keyring[kind][0].secret,
        sign: { algorithm: 'HS256' },
        verify: { algorithms: ['HS256'] }
      })
    }

    const namespaces = app.jwt as unknown as Record<TokenKind, JWT>
    app.decorate('signToken', (kind, kid, payload) =>
      namespaces[kind].sign(payload, {
        key: keyring[kind].find((candidate) => candidate.kid === kid)?.secret as string,
        header: { alg: 'HS256', typ: 'JWT', kid }
      })
    )
  },
  { name: 'jwt', dependencies: ['config'] }
)
