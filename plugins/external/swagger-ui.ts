import swaggerUi from '@fastify/swagger-ui'
import type { FastifyPluginAsync } from 'fastify'

/** Swagger UI, in a scope of its own whose routes are public. */
const plugin: FastifyPluginAsync = async (app) => {
  app.addHook('onRoute', (route) => {
    route.config = { ...route.config, public: true }
  })
  await app.register(swaggerUi, {
    routePrefix: '/ui',
    theme: { title: 'starwars-api' },
    uiConfig: {
      // Only in development: a token that the browser stores remains after its tab is closed.
      persistAuthorization: !app.config.isProduction,
      displayRequestDuration: true,
      tryItOutEnabled: true
    }
  })
}

export default plugin
