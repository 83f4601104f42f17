import { randomBytes } from 'node:crypto'
import { presentTime } from '../src/accounts/present.js'
import { disabledHash } from '../src/clients/clients.js'
import { createClient, deleteClient, listClients, rotateClient } from '../src/clients/manage.js'
import { type OperatorApp, ownAct } from './admin-commands.js'

/** The length of a client's secret, in bytes. */
const secretBytes = 32
const secondsPerHour = 3600

const newSecret = () => randomBytes(secretBytes).toString('base64url')
const commandOf = ({ clock }: OperatorApp) => ({ request: ownAct().request, now: clock() })

/** @returns the client's secret, of which only a hash is stored */
export async function createNewClient(app: OperatorApp, name: string): Promise<string> {
  const secret = newSecret()
  await createClient(app.db, { name, secret }, commandOf(app))
  return secret
}

/**
 * @param hours how long the current secret stays valid
 * @returns the new secret
 */
export async function rotateSecret(app: OperatorApp, name: string, hours: number): Promise<string> {
  const secret = newSecret()
  await rotateClient(app.db, { name, secret }, hours * secondsPerHour, commandOf(app))
  return secret
}

export async function removeClient(app: OperatorApp, name: string): Promise<string> {
  await deleteClient(app.db, name, commandOf(app))
  return `Client ${name} is deleted`
}

/** Yields a header and a line for each client, with tab-separated columns. */
export async function* clientLines({ db, clock }: OperatorApp): AsyncGenerator<string> {
  yield ['name', 'created_at', 'last_used_at', 'secret', 'previous_secret'].join('\t')
  const now = clock()
  for (const client of await listClients(db)) {
    const { name, created_at, last_used_at, secret_hash, previous_secret_hash } = client
    const lastUse = last_used_at === null ? 'never' : presentTime(last_used_at)
    const secret = secret_hash === disabledHash ? 'disabled' : 'valid'
    const until = Number(client.previous_until)
    const isKept = previous_secret_hash !== disabledHash && now < until
    const previous = isKept ? `valid until ${presentTime(until)}` : 'none'
    yield [name, presentTime(created_at), lastUse, secret, previous].join('\t')
  }
}
