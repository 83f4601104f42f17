import type { FastifyInstance } from 'fastify'
import { deleteClient, rotateClient } from '../../src/clients/manage.js'
import { basic, clientOf, form } from '../clients/client-app.js'
import { bearer } from '../helper.js'
import type { HeldRequest } from '../http/hold-body.js'
import { type App, createUser, logIn, type Tokens, type User } from './actors.js'
import { otherPassword, type start } from './flows.js'

type Flows = Awaited<ReturnType<typeof start>>

/** The user that sends a request with a delayed body, and another user. */
export interface Scene {
  readonly flows: Flows
  /** An admin who is logged in. */
  readonly caller: User
  readonly tokens: Tokens
  readonly target: User
}

/** A request and its credential. */
export interface Sent extends Omit<HeldRequest, 'method' | 'url'> {
  readonly url: string
  /** The token of the request, or the name of the client. */
  readonly credential: string
}

export interface Case {
  /** The method and URL pattern as registered. */
  readonly route: string
  readonly name: string
  readonly by: 'session' | 'mail' | 'client' | 'possession'
  send(scene: Scene): Promise<Sent> | Sent
}

const json = 'application/json'
const withBearer = (token: string, type: string) => ({ ...bearer(token), 'content-type': type })

/** A JSON body with an access or refresh token. */
const sendJson = (url: string, credential: string, body: object): Sent => ({
  url,
  credential,
  headers: withBearer(credential, json),
  body: JSON.stringify(body)
})

const sendForm = (
  url: string,
  credential: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {}
): Sent => ({
  url,
  credential,
  headers: { 'content-type': form, ...headers },
  body: new URLSearchParams(fields).toString()
})

const userRoute = '/users/v1/:user_id(^[0-9]{1,15}$)'
const sid = ':sid(^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$)'
const password = { password: otherPassword }

/** The token of the mail that confirms the new address of the caller. */
async function emailToken({ flows, caller, tokens }: Scene): Promise<string> {
  const email = `new.${caller.email}`
  await flows.post('me/email', { email, password: caller.password }, tokens.token)
  return flows.lastTokenTo(email)
}

async function passwordToken({ flows, caller: { email } }: Scene): Promise<string> {
  await flows.post('password_forgotten', { email })
  return flows.lastTokenTo(email)
}

const logouts = (['token', 'refresh_token'] as const).flatMap((kind) =>
  ['local', 'others', 'all'].map(
    (scope): Case => ({
      route: 'POST /users/v1/logout',
      name: `${scope}, by ${kind}`,
      by: 'session',
      send: ({ tokens }) => sendJson(`/users/v1/logout?scope=${scope}`, tokens[kind], {})
    })
  )
)

/** Every authenticated route that accepts a body, once for each kind of credential. */
export const cases: readonly Case[] = [
  {
    route: `PATCH ${userRoute}`,
    name: 'promotes',
    by: 'session',
    send: ({ tokens, target }) =>
      sendJson(`/users/v1/${target.id}`, tokens.token, { access_role: 'admin' })
  },
  {
    route: `PATCH ${userRoute}`,
    name: 'disables',
    by: 'session',
    send: ({ tokens, target }) =>
      sendJson(`/users/v1/${target.id}`, tokens.token, { disabled: true })
  },
  {
    route: `DELETE ${userRoute}`,
    name: 'with a body that nobody needs',
    by: 'session',
    send: ({ tokens, target }) => sendJson(`/users/v1/${target.id}`, tokens.token, {})
  },
  {
    route: 'POST /users/v1/me/email',
    name: '',
    by: 'session',
    send: ({ caller, tokens }) =>
      sendJson('/users/v1/me/email', tokens.token, {
        email: `other.${caller.email}`,
        password: caller.password
      })
  },
  {
    route: 'DELETE /users/v1/me',
    name: '',
    by: 'session',
    send: ({ caller, tokens }) =>
      sendJson('/users/v1/me', tokens.token, { password: caller.password })
  },
  {
    route: `DELETE /users/v1/me/sessions/${sid}`,
    name: '',
    by: 'session',
    send: ({ tokens }) => {
      const { sid } = JSON.parse(
        Buffer.from(tokens.token.split('.')[1] as string, 'base64url').toString()
      )
      return sendJson(`/users/v1/me/sessions/${sid}`, tokens.token, {})
    }
  },
  {
    route: 'PUT /users/v1/password_change',
    name: 'by an access token',
    by: 'session',
    send: ({ caller, tokens }) =>
      sendJson('/users/v1/password_change', tokens.token, {
        ...password,
        current_password: caller.password
      })
  },
  {
    route: 'PUT /users/v1/password_change',
    name: 'by a mailed token',
    by: 'mail',
    send: async (scene) =>
      sendJson('/users/v1/password_change', await passwordToken(scene), password)
  },
  {
    route: 'POST /users/v1/password_change',
    name: 'by the form of the page',
    by: 'mail',
    send: async (scene) => {
      const token = await passwordToken(scene)
      const fields = { token, ...password, password_again: otherPassword }
      return sendForm('/users/v1/password_change', token, fields)
    }
  },
  {
    route: 'POST /users/v1/email_verification',
    name: 'by a bearer token',
    by: 'mail',
    send: async (scene) => sendJson('/users/v1/email_verification', await emailToken(scene), {})
  },
  {
    route: 'POST /users/v1/email_verification',
    name: 'by the form of the page',
    by: 'mail',
    send: async (scene) => {
      const token = await emailToken(scene)
      return sendForm('/users/v1/email_verification', token, { token })
    }
  },
  ...logouts,
  {
    route: 'POST /users/v1/generate_tokens',
    name: '',
    by: 'session',
    send: ({ tokens }) => sendJson('/users/v1/generate_tokens', tokens.refresh_token, {})
  },
  {
    route: 'POST /tokens/v1/introspect',
    name: 'by an admin',
    by: 'session',
    send: ({ tokens: { token } }) =>
      sendForm('/tokens/v1/introspect', token, { token }, bearer(token))
  },
  {
    route: 'POST /tokens/v1/introspect',
    name: 'by a client',
    by: 'client',
    send: async ({ flows, caller, tokens: { token } }) => {
      const { name, secret } = await clientOf(flows.server, `client-${caller.id}`)
      return sendForm('/tokens/v1/introspect', name, { token }, basic(name, secret))
    }
  },
  {
    route: 'POST /tokens/v1/revoke',
    name: 'public: by the token in the body',
    by: 'possession',
    send: ({ tokens: { token } }) => sendForm('/tokens/v1/revoke', token, { token })
  }
]

export interface Ending {
  readonly name: string
  /** The kinds of credential that this ending makes invalid. */
  readonly of: readonly Case['by'][]
  /** @param at the instance that ends the authority, and the access token of the admin */
  act(scene: Scene, sent: Sent, at: { app: App; admin: string }): Promise<{ statusCode: number }>
}

const inject = (app: App, method: 'PATCH' | 'DELETE' | 'POST', path: string, more: object) =>
  (app as FastifyInstance).inject({ method, url: path, ...more })
const patchCaller =
  (payload: object): Ending['act'] =>
  ({ caller }, _sent, { app, admin }) =>
    inject(app, 'PATCH', `/users/v1/${caller.id}`, { headers: bearer(admin), payload })

const commandOf = (app: App) => ({ request: { ip: '', id: 'command' }, now: app.clock() })

/** The ways in which authority ends. Each returns 2xx. */
export const endings: readonly Ending[] = [
  {
    name: 'is deleted',
    of: ['session', 'mail', 'possession'],
    act: ({ caller }, _sent, { app, admin }) =>
      inject(app, 'DELETE', `/users/v1/${caller.id}`, { headers: bearer(admin) })
  },
  {
    name: 'is demoted',
    of: ['session', 'possession'],
    act: patchCaller({ access_role: 'basic' })
  },
  {
    name: 'is disabled',
    of: ['session', 'mail', 'possession'],
    act: patchCaller({ disabled: true })
  },
  {
    name: 'logs out',
    of: ['session', 'possession'],
    act: ({ tokens }, _sent, { app }) =>
      inject(app, 'POST', '/users/v1/logout', { headers: bearer(tokens.token) })
  },
  {
    name: 'has the token revoked',
    of: ['session', 'mail', 'possession'],
    act: (_scene, { credential }, { app }) =>
      inject(app, 'POST', '/tokens/v1/revoke', {
        headers: { 'content-type': form },
        payload: `token=${credential}`
      })
  },
  {
    name: 'is taken over by a new login',
    of: ['session', 'possession'],
    async act({ caller }, _sent, { app }) {
      await logIn(app, caller, { takeover: true })
      return { statusCode: 200 }
    }
  },
  {
    name: 'changes the password',
    of: ['session', 'mail', 'possession'],
    act: ({ caller, tokens }, _sent, { app }) =>
      (app as FastifyInstance).inject({
        method: 'PUT',
        url: '/users/v1/password_change',
        headers: bearer(tokens.token),
        payload: { password: 'copper kettles whistle at seven', current_password: caller.password }
      })
  },
  {
    name: 'is deleted as a client',
    of: ['client'],
    async act(_scene, { credential }, { app }) {
      await deleteClient(app.db, credential, commandOf(app))
      return { statusCode: 200 }
    }
  },
  {
    name: 'gets another secret as a client',
    of: ['client'],
    async act(_scene, { credential }, { app }) {
      const credentials = { name: credential, secret: 'another one' }
      await rotateClient(app.db, credentials, 0, commandOf(app))
      return { statusCode: 200 }
    }
  }
]

export async function beginScene(flows: Flows): Promise<Scene> {
  const caller = await createUser(flows.server, { role: 'admin' })
  const target = await createUser(flows.server)
  return { flows, caller, target, tokens: await logIn(flows.server, caller) }
}

/**
 * Everything that an operation may change or record as done. Mails are sent concurrently, so
 * this compares their events instead.
 */
export async function stateOf({ db }: Pick<FastifyInstance, 'db'>) {
  const events = await db.selectFrom('events').selectAll().orderBy('id').execute()
  return {
    users: await db.selectFrom('users').selectAll().orderBy('id').execute(),
    sessions: await db.selectFrom('sessions').selectAll().orderBy('sid').execute(),
    links: await db.selectFrom('one_time_tokens').selectAll().orderBy('sub').execute(),
    revocations: await db.selectFrom('revocations').select(['id', 'until']).orderBy('id').execute(),
    done: events.filter(({ outcome }) => outcome === 'success')
  }
}
