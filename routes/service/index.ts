import type { FastifyPluginAsync } from 'fastify'
import openapi from './openapi.js'
import service from './service.js'

/** `/`, `/healthz`, `/readyz`, and the OpenAPI document. */
const routes: FastifyPluginAsync = async (app) => {
  await app.register(service)
  await app.register(openapi)
}

export default routes
