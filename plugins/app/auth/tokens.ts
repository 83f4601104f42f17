import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { createIssuer } from '../../../src/tokens/issue.js'
import { createVerifier } from '../../../src/tokens/verify.js'

declare module 'fastify' {
  interface FastifyInstance {
    tokens: ReturnType<typeof createIssuer> & {
      verify: ReturnType<typeof createVerifier>
    }
  }
}

export function addTokens(app: FastifyInstance): void {
  const { keyring, settings } = app.config
  const common = {
    keyring,
    issuer: settings.JWT_ISSUER,
    clock: app.clock
  }
  app.decorate('tokens', {
    ...createIssuer({
      ...common,
      sign: app.signToken,
      uuid: randomUUID,
      lives: {
        access: settings.JWT_ACCESS_HOURS,
        refresh: settings.JWT_REFRESH_HOURS,
        email: settings.JWT_EMAIL_HOURS,
        password: settings.JWT_PASSWORD_HOURS
      }
    }),
    verify: createVerifier(common)
  })
}
