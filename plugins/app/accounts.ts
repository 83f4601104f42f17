import fp from 'fastify-plugin'
import type { AccountContext } from '../../src/accounts/account-context.js'
import { bind } from '../../src/accounts/bind.js'
import * as flows from '../../src/accounts/flows/index.js'
import { createCommit } from '../../src/accounts/unit-of-work.js'

declare module 'fastify' {
  interface FastifyInstance {
    /** Every operation on accounts. Each takes its input and the request that caused it. */
    accounts: ReturnType<typeof bind<AccountContext, typeof flows>>
  }
}

const secondsPerHour = 3600
const secondsPerDay = 86_400

export default fp(
  async (app) => {
    const { db, clock, tokens, passwords, throttle, audit, revocationSet, mail } = app
    const settings = app.config.settings
    const context: AccountContext = {
      db,
      clock,
      tokens,
      passwords,
      throttle,
      audit,
      revocationSet,
      commit: createCommit({
        db,
        clock,
        mail,
        onEvents: audit.log,
        publish: (all, reached) => app.revocation.publish(all, reached),
        requireCurrent: () => app.revocation.requireCurrent(),
        requireCounted: (before) => app.revocation.requireCounted(before)
      }),
      policy: {
        isExclusive: settings.SESSIONS === 'exclusive',
        maxLife: settings.SESSION_MAX_DAYS * secondsPerDay,
        grace: settings.REFRESH_GRACE_SECONDS,
        longestTokenLife:
          Math.max(settings.JWT_ACCESS_HOURS, settings.JWT_REFRESH_HOURS) * secondsPerHour
      }
    }
    app.decorate('accounts', bind(context, flows))
  },
  {
    name: 'accounts',
    dependencies: [
      'config',
      'clock',
      'database',
      'migrations',
      'audit',
      'auth',
      'passwords',
      'throttle',
      'revocation',
      'mail'
    ]
  }
)
