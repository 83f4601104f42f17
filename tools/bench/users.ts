import { setTimeout as sleep } from 'node:timers/promises'
import { readOutbox } from '../../test/mail/read-outbox.js'
import { sendRequest } from './send-request.js'
import type { Server } from './servers.js'

/** A user who can log in. */
export interface User {
  readonly email: string
  readonly password: string
}

/** The timeout of mails, in milliseconds. */
const timeout = 30_000

async function post(server: Server, path: string, options: { token?: string; json?: object }) {
  const { status, body } = await sendRequest(`${server.origin}/users/v1/${path}`, {
    method: 'POST',
    ...options
  })
  if (status >= 300) throw new Error(`${server.name}: POST ${path} returned ${status}: ${body}`)
  return JSON.parse(body.toString())
}

/** Signs users up by the links in their mails. @param dataDirectory of the service */
export async function signUpUsers(
  server: Server,
  dataDirectory: string,
  count: number
): Promise<User[]> {
  const users = Array.from({ length: count }, (_, i) => ({
    email: `user.${i}@example.org`,
    password: 'rainbow harvest under twin suns'
  }))
  for (const json of users) await post(server, 'signup', { json })
  const deadline = Date.now() + timeout
  let links: (URL | null)[] = []
  while (links.length < count) {
    if (Date.now() > deadline)
      throw new Error(`${server.name}: only ${links.length} of ${count} mails arrived in time`)
    await sleep(200)
    links = (await readOutbox(dataDirectory)).map(({ link }) => link)
  }
  for (const link of links) {
    await post(server, 'email_verification', { token: link?.searchParams.get('token') ?? '' })
  }
  return users
}

/** @returns both tokens of a new session */
export async function logIn(server: Server, user: User) {
  const { token, refresh_token } = await post(server, 'login', { json: user })
  return { token, refresh_token } as { token: string; refresh_token: string }
}
