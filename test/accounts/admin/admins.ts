import type { Test } from 'tap'
import { type BuildOptions, bearer, build } from '../../helper.js'
import { type App, createUser, logIn, type User } from '../actors.js'

/** Creates a logged-in admin, with the requests that they send. */
export async function adminOf(app: App) {
  const user = await createUser(app, { role: 'admin' })
  const { token } = await logIn(app, user)
  const headers = bearer(token)
  return {
    user,
    token,
    get: (path = '') => app.inject({ url: `/users/v1/${path}`, headers }),
    patch: ({ id }: { id: number }, payload: object) =>
      app.inject({ method: 'PATCH', url: `/users/v1/${id}`, headers, payload }),
    remove: ({ id }: { id: number }) =>
      app.inject({ method: 'DELETE', url: `/users/v1/${id}`, headers })
  }
}

/** Builds the application, and an admin of it. */
export async function startAdmin(t: Test, options?: BuildOptions) {
  const app = await build(t, options)
  return { app, admin: await adminOf(app) }
}

export const eventsAbout = (app: App, { id }: Pick<User, 'id'>) =>
  app.db.selectFrom('events').selectAll().where('user_id', '=', id).orderBy('id').execute()
