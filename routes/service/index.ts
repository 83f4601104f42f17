import type { FastifyPluginAsync } from 'fastify'
import home from './home.js'
import openapi from './openapi.js'
import service from './service.js'
import web from './web.js'

/** `/`, `/healthz`, `/readyz`, the OpenAPI document, and the files of the web page. */
const routes: FastifyPluginAsync = async (app) => {
  await app.register(home)
  await app.register(service)
  await app.register(openapi)
  await app.register(web)
}

export default routes
