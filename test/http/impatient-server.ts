import Fastify from 'fastify'
import type { Test } from 'tap'
import app from '../../app.js'
import { loadConfig } from '../../plugins/external/config.js'
import { serverOptions } from '../../server-options.js'
import { environment, temporaryDirectory } from '../helper.js'

/** In milliseconds. The real timeouts of the service would take half a minute. */
export const timeout = { headers: 150, request: 400 }

/** The application, listening, with short timeouts for slow clients. */
export async function listenImpatiently(t: Test) {
  const config = loadConfig({ ...environment, DATA_DIR: temporaryDirectory(t) })
  const server = Fastify({
    ...serverOptions(config),
    requestTimeout: timeout.request,
    http: { headersTimeout: timeout.headers, connectionsCheckingInterval: 25 }
  })
  t.teardown(() => server.close())
  await server.register(app, { config })
  await server.listen({ host: '127.0.0.1', port: 0 })
  const address = server.server.address()
  if (address === null || typeof address === 'string') throw new Error('not listening on TCP')
  return { server, port: address.port }
}
