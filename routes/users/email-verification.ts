import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { confirmationForm, LinkQuerySchema } from '../../schemas/mailed-link.js'
import type { Status } from '../../schemas/service.js'
import { confirmedPage, verificationPage } from '../../src/accounts/pages.js'
import { findOneTimeToken } from '../../src/accounts/store/one-time-tokens.js'
import { problem } from '../../src/problems/problem.js'
import type { TokenInfo } from '../../src/tokens/claims.js'
import { answerErrorsByPages, pageResponse, sendPage, sentForm } from './pages.js'

const url = '/users/v1/email_verification'

const routes: FastifyPluginAsyncTypebox = async (app) => {
  answerErrorsByPages(app)

  app.get(
    url,
    {
      config: {
        public: true,
        secretQuery: true,
        errorPages: 'always',
        problems: ['token-invalid', 'token-expired']
      },
      schema: {
        operationId: 'emailVerificationPage',
        summary: 'Get the HTML page to confirm an address',
        description: 'The link in a mail opens this page. Opening it does not use the token.',
        tags: ['users'],
        querystring: LinkQuerySchema,
        response: { 200: pageResponse }
      }
    },
    async ({ query: { token } }, reply) => {
      const { info } = app.tokens.verify(token, ['email'])
      if (!(await findOneTimeToken(app.db, info, app.clock()))) throw problem('token-invalid')
      return sendPage(reply, verificationPage(token, String(info.email_claim)))
    }
  )

  app.post(
    url,
    {
      config: {
        minimumRole: 'basic',
        tokenKinds: ['email'],
        takesForm: true,
        tokenInForm: true,
        errorPages: 'forms',
        secretQuery: true,
        throttle: 'verification'
      },
      schema: {
        operationId: 'verifyEmail',
        summary: 'Activate a sign-up, or change the address, with an email token',
        description:
          'Send the token as bearer with an empty body, or as `token` in a form, as the HTML page does. The response to a form is an HTML page. A token works once.',
        tags: ['users'],
        body: confirmationForm,
        response: {
          200: {
            description: 'The address is confirmed',
            content: {
              'application/json': { schema: Type.Unsafe<Status>(Type.Ref('Status')) },
              ...pageResponse.content
            }
          }
        }
      }
    },
    async (request, reply) => {
      const token = request.tokenInfo as TokenInfo
      await app.accounts.confirmAddress(token, request)
      return sentForm(request)
        ? sendPage(reply, confirmedPage(String(token.email_claim)))
        : { status: 'ok' as const }
    }
  )
}

export default routes
