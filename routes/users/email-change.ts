import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { EmailChangeSchema } from '../../schemas/mailed-link.js'
import type { Status } from '../../schemas/service.js'

const routes: FastifyPluginAsyncTypebox = async (app) => {
  app.post(
    '/users/v1/me/email',
    {
      config: {
        minimumRole: 'basic',
        requiresAccount: true,
        throttle: 'email-change',
        problems: ['credentials-invalid']
      },
      schema: {
        operationId: 'changeEmail',
        summary: 'Change the address of your account, once the new one is confirmed',
        description:
          'A link goes to the new address; the old one is told when it was followed. The answer is the same whether or not the address is known.',
        tags: ['users'],
        body: EmailChangeSchema,
        response: { 202: Type.Unsafe<Status>(Type.Ref('Status')) }
      }
    },
    async (request, reply) => {
      await app.accounts.requestEmailChange(request.actor, request.body, request)
      return reply.code(202).send({ status: 'ok' })
    }
  )
}

export default routes
