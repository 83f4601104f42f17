import type { FastifyPluginAsync } from 'fastify'
import admin from './admin.js'
import adminActs from './admin-acts.js'
import emailChange from './email-change.js'
import events from './events.js'
import me from './me.js'
import signUp from './signup.js'
import tokens from './tokens.js'

/** `/users/v1/…`, except the HTML pages of mailed links. */
const routes: FastifyPluginAsync = async (app) => {
  await app.register(signUp)
  await app.register(tokens)
  await app.register(me)
  await app.register(emailChange)
  await app.register(admin)
  await app.register(adminActs)
  await app.register(events)
}

export default routes
