import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { UserChangesSchema, UserParamsSchema, type UserView } from '../../schemas/admin.js'
import type { Status } from '../../schemas/service.js'
import { presentUser } from '../../src/accounts/admin-views.js'
import type { Act } from '../../src/accounts/flows/admin.js'

const problems = ['user-not-found', 'self-forbidden', 'last-admin'] as const

/** Lets admins change and delete users. */
const routes: FastifyPluginAsyncTypebox = async (app) => {
  const actOf = (request: FastifyRequest): Act => ({ actor: request.actor, request })

  app.patch(
    '/users/v1/:user_id(^[0-9]{1,15}$)',
    {
      config: { minimumRole: 'admin', requiresAccount: true, problems },
      schema: {
        operationId: 'changeUser',
        summary: "Change a user's role, or disable or enable the user",
        description:
          "A change of the role, or disabling the user, ends all of the user's sessions, immediately and on every instance. A request that changes nothing ends no session.",
        tags: ['admin'],
        params: UserParamsSchema,
        body: UserChangesSchema,
        response: { 200: Type.Unsafe<UserView>(Type.Ref('User')) }
      }
    },
    async (request) => {
      const { params, body } = request
      return presentUser(await app.accounts.changeUser(params.user_id, body, actOf(request)))
    }
  )

  app.delete(
    '/users/v1/:user_id(^[0-9]{1,15}$)',
    {
      config: { minimumRole: 'admin', requiresAccount: true, problems },
      schema: {
        operationId: 'deleteUser',
        summary: 'Delete a user; the id is never reused',
        description: "Ends all of the user's sessions, immediately and on every instance.",
        tags: ['admin'],
        params: UserParamsSchema,
        response: { 200: Type.Unsafe<Status>(Type.Ref('Status')) }
      }
    },
    async (request) => {
      await app.accounts.deleteUser(request.params.user_id, actOf(request))
      return { status: 'ok' as const }
    }
  )
}

export default routes
