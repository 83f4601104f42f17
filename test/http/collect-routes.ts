import Fastify, { type RouteOptions } from 'fastify'
import type { Test } from 'tap'
import app, { serverOptions } from '../../app.js'
import { loadConfig } from '../../plugins/external/config.js'
import { environment } from '../helper.js'

/** All routes of the application, seen before any plugin of its own can hide one. */
export async function collectRoutes(t: Test, env: Record<string, string> = {}) {
  const config = loadConfig({ ...environment, ...env })
  const server = Fastify(serverOptions(config))
  t.teardown(() => server.close())
  const routes: RouteOptions[] = []
  server.addHook('onRoute', (route) => void routes.push(route))
  await server.register(app, { config })
  await server.ready()
  return { server, routes }
}

/** A URL that a route's pattern matches. */
export const exampleOf = (pattern: string) =>
  pattern
    .replace(/:\w+_id\(.*\)$/, '2')
    .replace(':code', 'token-missing')
    .replace('*', 'swagger-ui.css')
