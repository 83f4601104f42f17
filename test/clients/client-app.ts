import { randomBytes, randomUUID } from 'node:crypto'
import type { Test } from 'tap'
import { createClient } from '../../src/clients/manage.js'
import type { App } from '../accounts/actors.js'
import { type BuildOptions, build } from '../helper.js'

export const form = 'application/x-www-form-urlencoded'

export const basic = (name: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`
})

export interface Sent {
  readonly headers?: Record<string, string>
  readonly type?: string
  readonly body?: string
}

export const post = (app: App, path: string, { headers = {}, type = form, body = '' }: Sent) =>
  app.inject({
    method: 'POST',
    url: `/tokens/v1/${path}`,
    headers: { ...headers, 'content-type': type },
    payload: body
  })

/** Creates a client that may introspect. */
export async function clientOf(app: App, name = 'gateway') {
  const secret = randomBytes(32).toString('base64url')
  const request = { ip: '', id: randomUUID() }
  await createClient(app.db, { name, secret }, { request, now: app.clock() })
  return { name, secret, headers: basic(name, secret) }
}

/** Builds the application, and a client of it. */
export const startClient = async (t: Test, options?: BuildOptions) =>
  askersOf(await build(t, options))

/** Adds a client to an application, with the requests that it sends. */
export async function askersOf<Served extends App>(app: Served) {
  const service = await clientOf(app)
  const ask = (token: string, headers: Record<string, string> = service.headers) =>
    post(app, 'introspect', { headers, body: new URLSearchParams({ token }).toString() })
  const revoke = (token: string) =>
    post(app, 'revoke', { body: new URLSearchParams({ token }).toString() })
  return { app, service, ask, revoke }
}
