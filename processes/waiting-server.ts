import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, Server, type ServerResponse } from 'node:http'
import type { Config } from '../plugins/external/config.js'
import { refuseAddress, type StoreAwayError } from '../src/config/start-error.js'
import { problem, problemDocument } from '../src/problems/problem.js'

interface WaitingOptions extends Pick<Config, 'basePath'> {
  readonly settings: Pick<Config['settings'], 'HOST' | 'PORT'>
}

export interface WaitingServer {
  /** The store that the service waits for, for the responses from now on. */
  waitFor(store: StoreAwayError['store']): void
  /**
   * Makes another server listen on the open port as soon as its `listen` is called. No connection is
   * lost: the operating system keeps those that arrive in between.
   */
  handOver(to: Server): void
  close(): void
}

const details = {
  redis: 'redis-unreachable: the service is starting, and waits for Redis',
  database: 'database-unreachable: the service is starting, and waits for the database'
}

function isHealthProbe({ method, url = '' }: IncomingMessage): boolean {
  return ['GET', 'HEAD'].includes(String(method)) && /^\/healthz\/?(\?|$)/.test(url)
}

/** Responds, and closes the connection: its next request may be for the service itself. */
function send(response: ServerResponse, status: number, headers: object, body: object): void {
  const text = JSON.stringify(body)
  response
    .writeHead(status, {
      ...headers,
      'content-length': Buffer.byteLength(text),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      connection: 'close'
    })
    .end(text)
}

/**
 * Opens the port of the service while it waits for its stores: `/healthz` is 200, so that nothing
 * restarts the process, and everything else is 503.
 *
 * @throws StartError if the port cannot be opened
 */
export async function openWaitingServer({
  settings,
  basePath
}: WaitingOptions): Promise<WaitingServer> {
  let detail = ''
  const server = createServer({ requireHostHeader: false }, (request, response) => {
    request.resume()
    const requestId = randomUUID()
    if (isHealthProbe(request)) {
      const headers = { 'content-type': 'application/json', 'x-request-id': requestId }
      send(response, 200, headers, { status: 'ok' })
      return
    }
    const shown = problem('service-unavailable', { detail })
    const headers = {
      ...shown.headers,
      'content-type': 'application/problem+json',
      'x-request-id': requestId
    }
    send(response, shown.status, headers, problemDocument(shown, requestId, basePath))
  })
  server.listen(settings.PORT, settings.HOST)
  await once(server, 'listening').catch(refuseAddress)
  return {
    waitFor(store) {
      detail = details[store]
    },
    handOver(to) {
      // Fastify passes only an address to `listen`.
      to.listen = () => Server.prototype.listen.call(to, server)
    },
    close() {
      server.close()
      server.closeAllConnections()
    }
  }
}
