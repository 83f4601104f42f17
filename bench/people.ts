import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readMessage } from '../test/mail/read-message.js'
import { ask } from './ask.js'
import type { Server } from './servers.js'

/** Somebody who can log in. */
export interface Person {
  readonly email: string
  readonly password: string
}

/** How long mails may take, in milliseconds. */
const patience = 30_000

async function post(server: Server, path: string, options: { token?: string; json?: object }) {
  const { status, body } = await ask(`${server.origin}/users/v1/${path}`, {
    method: 'POST',
    ...options
  })
  if (status >= 300) throw new Error(`${server.name}: POST ${path} answers ${status}: ${body}`)
  return JSON.parse(body)
}

/** The tokens of the links in a service's outbox. */
async function mailedTokens(outbox: string): Promise<string[]> {
  const files = await readdir(outbox)
  const texts = await Promise.all(files.map((file) => readFile(join(outbox, file), 'utf8')))
  const links = texts.map((text) => readMessage(text).parts['text/plain'] ?? '')
  return links.flatMap((text) => /email_verification\?token=(\S+)/.exec(text)?.[1] ?? [])
}

/** They sign up and follow the links of their mails, as people do. @param dataDir of the service */
export async function makePeople(
  server: Server,
  dataDir: string,
  count: number
): Promise<Person[]> {
  const outbox = join(dataDir, 'outbox')
  await mkdir(outbox, { recursive: true })
  const people = Array.from({ length: count }, (_, i) => ({
    email: `person.${i}@example.org`,
    password: 'rainbow harvest under twin suns'
  }))
  for (const json of people) await post(server, 'signup', { json })
  const deadline = Date.now() + patience
  let tokens: string[] = []
  while (tokens.length < count) {
    if (Date.now() > deadline) throw new Error(`${server.name}: ${tokens.length} of ${count} mails`)
    await sleep(50)
    tokens = await mailedTokens(outbox)
  }
  for (const token of tokens) await post(server, 'email_verification', { token })
  return people
}

/** @returns both tokens of a new session */
export async function logIn(server: Server, person: Person) {
  const { token, refresh_token } = await post(server, 'login', { json: person })
  return { token, refresh_token } as { token: string; refresh_token: string }
}
