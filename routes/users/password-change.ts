import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import {
  LinkQuerySchema,
  PasswordChangeSchema,
  type PasswordForm,
  passwordForm
} from '../../schemas/mailed-link.js'
import type { Status } from '../../schemas/service.js'
import { passwordChangedPage, passwordPage } from '../../src/accounts/pages.js'
import { findOneTimeToken } from '../../src/accounts/store/one-time-tokens.js'
import { findUser } from '../../src/accounts/store/users.js'
import { invalidInput, problem } from '../../src/problems/problem.js'
import type { TokenInfo } from '../../src/tokens/claims.js'
import { answerErrorsByPages, pageResponse, sendPage, sentForm } from './pages.js'

const url = '/users/v1/password_change'

const routes: FastifyPluginAsyncTypebox = async (app) => {
  const minLength = app.config.settings.PASSWORD_MIN_LENGTH

  async function formFor(token: string, info: TokenInfo, reason?: string) {
    const user = await findUser(app.db, info.user_id)
    const isUsable = user && (await findOneTimeToken(app.db, info, app.clock()))
    if (!isUsable) throw problem('token-invalid')
    return passwordPage({ token, email: user.email, minLength, ...(reason && { reason }) })
  }

  // After a rejected password the link is still valid: show the form again.
  answerErrorsByPages(app, async ({ tokenInfo, body }, { code, message }) => {
    const isAboutPassword = code === 'password-weak' || code === 'validation-failed'
    if (!isAboutPassword || tokenInfo === null) return undefined
    return formFor((body as PasswordForm).token, tokenInfo, message)
  })

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
        operationId: 'passwordChangePage',
        summary: 'Get the HTML page to choose a new password',
        description: 'The link in a mail opens this page. Opening it does not use the token.',
        tags: ['users'],
        querystring: LinkQuerySchema,
        response: { 200: pageResponse }
      }
    },
    async ({ query: { token } }, reply) => {
      const { info } = app.tokens.verify(token, ['password'])
      return sendPage(reply, await formFor(token, info))
    }
  )

  app.post(
    url,
    {
      config: {
        minimumRole: 'basic',
        tokenKinds: ['password'],
        takesForm: true,
        tokenInForm: true,
        errorPages: 'forms',
        secretQuery: true,
        throttle: 'verification',
        problems: ['password-weak']
      },
      schema: {
        operationId: 'sendPasswordForm',
        summary: 'Set a new password with the form of the HTML page',
        tags: ['users'],
        body: passwordForm,
        response: { 200: pageResponse }
      }
    },
    async (request, reply) => {
      if (!sentForm(request)) {
        throw problem('unsupported-media-type', {
          detail: 'POST accepts only the form of the HTML page; with a bearer token, use PUT'
        })
      }
      const { password, password_again } = request.body as PasswordForm
      if (password !== password_again) {
        throw invalidInput([{ path: 'password_again', message: 'must be the same as password' }])
      }
      await app.accounts.resetPassword(request.tokenInfo as TokenInfo, password, request)
      return sendPage(reply, passwordChangedPage())
    }
  )

  app.put(
    url,
    {
      config: {
        minimumRole: 'basic',
        tokenKinds: ['password', 'access'],
        requiresAccount: true,
        secretQuery: true,
        throttle: 'verification',
        problems: ['password-weak', 'credentials-invalid']
      },
      schema: {
        operationId: 'changePassword',
        summary: 'Set a new password, end all sessions and invalidate all mailed links',
        description:
          'Send as bearer either the password token of a mailed link, or an access token together with `current_password`. A password token works once, and also verifies the address.',
        tags: ['users'],
        body: PasswordChangeSchema,
        response: { 200: Type.Unsafe<Status>(Type.Ref('Status')) }
      }
    },
    async (request) => {
      const { password, current_password: current } = request.body
      const token = request.tokenInfo as TokenInfo
      if (token.password_claim) await app.accounts.resetPassword(token, password, request)
      else {
        if (current === undefined) {
          throw invalidInput([
            { path: 'current_password', message: 'required with an access token' }
          ])
        }
        await app.accounts.changePassword(request.actor, { current, password }, request)
      }
      return { status: 'ok' as const }
    }
  )
}

export default routes
