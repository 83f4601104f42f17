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
        summary: 'Request a change of the address of your account',
        description:
          'Mails a link to the new address. The address changes when the link is confirmed; then a notice is mailed to the old address. The response is the same whether or not another account has the new address.',
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
