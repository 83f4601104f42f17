import jwt, { type JWT } from '@fastify/jwt'
import fp from 'fastify-plugin'
import { type TokenKind, tokenKindNames } from '../../src/tokens/kinds.js'
import type { Signatures } from '../../src/tokens/verify.js'

declare module 'fastify' {
  interface FastifyInstance {
    signatures: Signatures
  }
}

/**
 * Signs tokens and verifies signatures, with one namespace of @fastify/jwt per kind. All rules
 * about claims and time are in `src/tokens`, so they are disabled here. All calls are synchronous:
 * with a secret given as a function, `verify` returns a promise, and a caller that does not await
 * it accepts every token.
 */
export default fp(
  async (app) => {
    const { keyring } = app.config
    for (const kind of tokenKindNames) {
      await app.register(jwt, {
        namespace: kind,
        secret: keyring[kind][0].secret,
        sign: { algorithm: 'HS256' },
        verify: {
          algorithms: ['HS256'],
          ignoreExpiration: true,
          ignoreNotBefore: true,
          cache: false
        }
      })
    }

    const namespaces = app.jwt as unknown as Record<TokenKind, JWT>
    const keyOf = (kind: TokenKind, kid: string) =>
      keyring[kind].find((candidate) => candidate.kid === kid)?.secret as string

    app.decorate('signatures', {
      sign(kind, kid, payload) {
        return namespaces[kind].sign(payload, {
          key: keyOf(kind, kid),
          header: { alg: 'HS256', typ: 'JWT', kid }
        })
      },
      isSignedBy(kind, kid, token) {
        const [current] = keyring[kind]
        // With options, a new verifier is created; the current key has a prepared one.
        const options = kid === current.kid ? undefined : { key: keyOf(kind, kid) }
        try {
          namespaces[kind].verify(token, options)
          return true
        } catch {
          return false
        }
      }
    })
  },
  { name: 'jwt', dependencies: ['config'] }
)
