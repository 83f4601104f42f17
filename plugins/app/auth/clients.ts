import type { FastifyInstance } from 'fastify'
import { problem } from '../../../src/problems/problem.js'
import { readBasic } from '../../../src/services/basic-credentials.js'
import { isService } from '../../../src/services/services.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route also takes a service's credentials, by HTTP Basic, instead of an admin's token. */
    services?: true
  }
  interface FastifyRequest {
    /** The service whose credentials came with the request, if they did. */
    service: string | null
  }
  interface FastifyInstance {
    services: {
      /**
       * Admits a request that carries no bearer token; asks once, however often it is called.
       *
       * @throws Problem `token-missing`, `credentials-invalid`
       */
      authenticate(request: FastifyRequest): Promise<void>
    }
  }
}

const basic = 'Basic realm="starwars-api"'
const missing = { 'www-authenticate': `Bearer realm="starwars-api", ${basic}` }

/** Other services, by their own credentials (RFC 6749 §2.3.1). */
export function addClients(app: FastifyInstance): void {
  app.decorateRequest('service', null)
  app.decorate('services', {
    async authenticate(request) {
      const credentials = readBasic(request.headers.authorization)
      if (credentials === null) throw problem('token-missing', { headers: missing })
      if (credentials === 'unreadable' || !(await isService(app.db, credentials))) {
        throw problem('credentials-invalid', {
          detail: 'No service has this name and this secret',
          headers: { 'www-authenticate': basic }
        })
      }
      request.service = credentials.name
    }
  })
}
