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
 * Signing and checking of signatures, one namespace of @fastify/jwt per kind. All rules about
 * claims and time are ours (`src/tokens`), so they are switched off there. Synchronous throughout:
 * a secret given as a function would turn `verify` into a promise, which accepts anything un-awaited.
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
        // Options cost a verifier of their own; the current key has one ready.
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
