import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { AddressSchema, SignUpSchema } from '../../schemas/mailed-link.js'
import type { Status } from '../../schemas/service.js'
import { withMinimumDuration } from '../../src/accounts/minimum-duration.js'

/** Does not depend on the caller, nor on whether the address is known. */
const response = { 202: Type.Unsafe<Status>(Type.Ref('Status')) }
const accepted = { status: 'ok' } as const

/** Public requests for an address. Only a mail to the address reveals the result. */
const routes: FastifyPluginAsyncTypebox = async (app) => {
  app.post(
    '/users/v1/signup',
    {
      config: { public: true, throttle: 'signup', problems: ['password-weak'] },
      schema: {
        operationId: 'signUp',
        summary: 'Sign up; the link in a mail activates the account',
        description:
          'The response is the same whether or not the address already has an account; only the mail differs. The link activates the account with the password of this request.',
        tags: ['users'],
        body: SignUpSchema,
        response
      }
    },
    async (request, reply) => {
      await app.accounts.signUp(request.body, request)
      return reply.code(202).send(accepted)
    }
  )

  app.post(
    '/users/v1/email_verification/resend',
    {
      config: { public: true, throttle: 'resend' },
      schema: {
        operationId: 'resendVerification',
        summary: 'Mail a new link for the newest sign-up of an address',
        description: 'The response is the same whether or not the address has a pending sign-up.',
        tags: ['users'],
        body: AddressSchema,
        response
      }
    },
    async (request, reply) => {
      await withMinimumDuration(app.accounts.resendVerification(request.body.email))
      return reply.code(202).send(accepted)
    }
  )

  app.post(
    '/users/v1/password_forgotten',
    {
      config: { public: true, throttle: 'forgot' },
      schema: {
        operationId: 'forgotPassword',
        summary: 'Mail a link to choose a new password',
        description: 'The response is the same whether or not the address has an account.',
        tags: ['users'],
        body: AddressSchema,
        response
      }
    },
    async (request, reply) => {
      await withMinimumDuration(app.accounts.requestPasswordReset(request.body.email, request))
      return reply.code(202).send(accepted)
    }
  )
}

export default routes
