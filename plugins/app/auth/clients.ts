import type { FastifyInstance } from 'fastify'
import { readBasic } from '../../../src/clients/basic-credentials.js'
import { isClient } from '../../../src/clients/clients.js'
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

/** Authenticates clients by their own credentials (RFC 6749 §2.3.1). */
export function addClients(app: FastifyInstance): void {
  app.decorateRequest('client', null)
  app.decorate('clients', {
    async authenticate(request) {
      const credentials = readBasic(request.headers.authorization)
      if (credentials === null) throw problem('token-missing', { headers: missing })
      if (credentials === 'unreadable' || !(await isClient(app.db, credentials))) {
        throw problem('credentials-invalid', {
          detail: 'No client has this name and this secret',
          headers: { 'www-authenticate': basic }
        })
      }
      request.client = credentials.name
    }
  })
}
