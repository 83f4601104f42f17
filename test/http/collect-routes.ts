import Fastify, { type RouteOptions } from 'fastify'
import type { Test } from 'tap'
import app from '../../app.js'
import { loadConfig } from '../../plugins/external/config.js'
import { serverOptions } from '../../server-options.js'
import { cheapHashes, environment, temporaryDirectory } from '../helper.js'

/** Returns all routes of the application, including those that a plugin hides. */
export async function collectRoutes(t: Test, env: Record<string, string> = {}) {
  const config = loadConfig({ ...environment, DATA_DIR: temporaryDirectory(t), ...env })
  const server = Fastify(serverOptions(config))
  t.teardown(() => server.close())
  const routes: RouteOptions[] = []
  server.addHook('onRoute', (route) => void routes.push(route))
  await server.register(app, { config, argon2: cheapHashes, maxEventLoopDelay: 0 })
  await server.ready()
  return { server, routes }
}

/** Returns a URL that matches the pattern of a route. */
export const exampleOf = (pattern: string) =>
  pattern
    .replace(/:\w+_id\([^)]*\)/, '2')
    .replace(/:sid\(.*\)$/, '6f9619ff-8b86-4d01-b42d-00c04fc964ab')
    .replace(':code', 'token-missing')
    .replace('*', 'swagger-ui.css')
