import type { FastifyPluginAsync } from 'fastify'
import problems from './problems/index.js'
import emailVerification from './users/email-verification.js'
import passwordChange from './users/password-change.js'

/** The HTML pages: one for each problem, and the pages of mailed links. */
const routes: FastifyPluginAsync = async (app) => {
  await app.register(problems)
  await app.register(emailVerification)
  await app.register(passwordChange)
}

export default routes
