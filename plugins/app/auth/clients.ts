import type { FastifyInstance, FastifyRequest } from 'fastify'
import { readBasic } from '../../../src/clients/basic-credentials.js'
import { markUsed, refuseClient } from '../../../src/clients/clients.js'
import { problem } from '../../../src/problems/problem.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** The name of the client, if the request authenticated with client credentials. */
    client: string | null
  }
  interface FastifyInstance {
    clients: {
      /**
       * Authenticates a request that carries no bearer token, and sets `request.client`.
       *
       * @throws Problem `token-missing`, `credentials-invalid`
       */
      authenticate(request: FastifyRequest): Promise<void>
    }
  }
}

const basic = 'Basic realm="starwars-api"'
const missing = { 'www-authenticate': `Bearer realm="starwars-api", ${basic}` }

/** How often the last use of a client is written at most, in seconds. */
const useInterval = 60

/** Authenticates clients by their own credentials (RFC 6749 §2.3.1). */
export function addClients(app: FastifyInstance): void {
  const { db, clock, audit } = app

  function refuse(request: FastifyRequest, detail: { reason: string; [fact: string]: string }) {
    audit.record({ type: 'client-authentication', outcome: 'failure', request, detail })
    return problem('credentials-invalid', {
      detail: 'The name or the secret of the client is wrong',
      headers: { 'www-authenticate': basic }
    })
  }

  app.decorateRequest('client', null)
  app.decorate('clients', {
    async authenticate(request) {
      const credentials = readBasic(request.headers.authorization)
      if (credentials === null) throw problem('token-missing', { headers: missing })
      if (credentials === 'unreadable') throw refuse(request, { reason: 'unreadable' })
      const { name } = credentials
      const reason = await refuseClient(db, credentials, clock())
      if (reason === null) {
        request.client = name
        return
      }
      // An unknown name may be a secret in the wrong field.
      const who = reason === 'unknown-client' ? { client_hash: audit.hash(name) } : { client: name }
      throw refuse(request, { reason, ...who })
    }
  })

  /** When each client was used, until it is written; and when it was last written. */
  const used = new Map<string, number>()
  const written = new Map<string, number>()
  const writeUses = app.background('recording the use of clients', null, async () => {
    for (const [name, at] of used) {
      used.delete(name)
      await markUsed(db, name, at)
    }
  })

  function noteUse(name: string): void {
    const now = clock()
    if (now < (written.get(name) ?? 0) + useInterval) return
    written.set(name, now)
    used.set(name, now)
    writeUses()
  }

  app.addHook('onRoute', (route) => {
    if (!route.config?.clients) return
    route.onResponse = [
      route.onResponse ?? [],
      async ({ client }: FastifyRequest) => {
        if (client !== null) noteUse(client)
      }
    ].flat()
  })
}
