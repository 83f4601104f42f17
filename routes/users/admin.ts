import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import {
  CursorQuerySchema,
  type UserEventList,
  type UserList,
  UserParamsSchema,
  UserQuerySchema,
  type UserView
} from '../../schemas/admin.js'
import { presentEvent, presentUser } from '../../src/accounts/admin-views.js'
import { cursorPage } from '../../src/accounts/cursor-page.js'
import { listEvents } from '../../src/accounts/store/events.js'
import { findUser, listUsers } from '../../src/accounts/store/users.js'
import { problem } from '../../src/problems/problem.js'

/** Returns users and their events to admins. */
const routes: FastifyPluginAsyncTypebox = async (app) => {
  const { db } = app
  const listUrl = `${app.config.linkBase}/users/v1/`

  app.get(
    '/users/v1/',
    {
      // The searched text may be an address.
      config: { minimumRole: 'admin', requiresAccount: true, secretQuery: true },
      schema: {
        operationId: 'listUsers',
        summary: 'List the users',
        tags: ['admin'],
        querystring: UserQuerySchema,
        response: { 200: Type.Unsafe<UserList>(Type.Ref('UserList')) }
      }
    },
    async ({ query: { limit, after = 0, ...filters } }) => {
      const { search, access_role: role, disabled: isDisabled, verified: isVerified } = filters
      const selected = { search, role, isDisabled, isVerified }
      const users = await listUsers(db, selected, { limit: limit + 1, after })
      return cursorPage(users, limit, listUrl, presentUser, filters)
    }
  )

  app.get(
    '/users/v1/:user_id(^[0-9]{1,15}$)',
    {
      config: { minimumRole: 'admin', requiresAccount: true, problems: ['user-not-found'] },
      schema: {
        operationId: 'getUser',
        summary: 'Get one user',
        tags: ['admin'],
        params: UserParamsSchema,
        response: { 200: Type.Unsafe<UserView>(Type.Ref('User')) }
      }
    },
    async ({ params: { user_id } }) => {
      const user = await findUser(db, user_id)
      if (user === undefined) throw problem('user-not-found')
      return presentUser(user)
    }
  )

  app.get(
    '/users/v1/:user_id(^[0-9]{1,15}$)/events',
    {
      config: { minimumRole: 'admin', requiresAccount: true, problems: ['user-not-found'] },
      schema: {
        operationId: 'listUserEvents',
        summary: 'List the events of an account',
        description:
          'Returns the newest events first. Events are kept for `EVENTS_DAYS` days, even after the user is deleted.',
        tags: ['admin'],
        params: UserParamsSchema,
        querystring: CursorQuerySchema,
        response: { 200: Type.Unsafe<UserEventList>(Type.Ref('UserEventList')) }
      }
    },
    async ({ params: { user_id }, query: { limit, after } }) => {
      await app.audit.flush()
      const events = await listEvents(db, { userId: user_id }, { limit: limit + 1, after })
      const isKnown = events.length > 0 || (await findUser(db, user_id)) !== undefined
      if (!isKnown) throw problem('user-not-found')
      return cursorPage(events, limit, `${listUrl}${user_id}/events`, presentEvent)
    }
  )
}

export default routes
