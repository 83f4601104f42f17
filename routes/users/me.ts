import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import {
  type Account,
  OwnPasswordSchema,
  type SessionList,
  SessionParamsSchema
} from '../../schemas/account.js'
import type { Status } from '../../schemas/service.js'
import { presentAccount, presentSession } from '../../src/accounts/present.js'
import { countLiveSessions, listLiveSessions } from '../../src/accounts/store/sessions.js'

const statusResponse = { 200: Type.Unsafe<Status>(Type.Ref('Status')) }
const ownAccount = { minimumRole: 'basic', requiresAccount: true } as const

/** How many sessions one response lists. */
const maxSessions = 100

const sid = ':sid(^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$)'

const routes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/users/v1/me',
    {
      config: ownAccount,
      schema: {
        operationId: 'getOwnAccount',
        summary: 'Get your account',
        tags: ['users'],
        response: { 200: Type.Unsafe<Account>(Type.Ref('Account')) }
      }
    },
    async ({ account }) => presentAccount(account)
  )

  app.delete(
    '/users/v1/me',
    {
      config: {
        ...ownAccount,
        throttle: 'login',
        problems: ['credentials-invalid', 'last-admin']
      },
      schema: {
        operationId: 'deleteOwnAccount',
        summary: 'Delete your account',
        description:
          'Requires the current password. Revokes all tokens of the account. The last enabled admin cannot delete their account.',
        tags: ['users'],
        body: OwnPasswordSchema,
        response: statusResponse
      }
    },
    async (request) => {
      await app.accounts.deleteOwnAccount(request.actor, request.body.password, request)
      return { status: 'ok' as const }
    }
  )

  app.get(
    '/users/v1/me/sessions',
    {
      config: ownAccount,
      schema: {
        operationId: 'listOwnSessions',
        summary: 'List your live sessions, newest first',
        tags: ['users'],
        response: { 200: Type.Unsafe<SessionList>(Type.Ref('SessionList')) }
      }
    },
    async ({ account, tokenInfo }) => {
      const now = app.clock()
      const sessions = await listLiveSessions(app.db, account.id, now, maxSessions)
      return {
        results: sessions.map((session) => presentSession(session, tokenInfo?.sid)),
        count: await countLiveSessions(app.db, account.id, now)
      }
    }
  )

  app.delete(
    `/users/v1/me/sessions/${sid}`,
    {
      config: { ...ownAccount, problems: ['session-not-found'] },
      schema: {
        operationId: 'endOwnSession',
        summary: 'End one of your sessions',
        tags: ['users'],
        params: SessionParamsSchema,
        response: statusResponse
      }
    },
    async (request) => {
      await app.accounts.endOwnSession(request.actor, request.params.sid.toLowerCase(), request)
      return { status: 'ok' as const }
    }
  )
}

export default routes
