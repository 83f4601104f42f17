import swaggerUi from '@fastify/swagger-ui'
import type { FastifyPluginAsync } from 'fastify'

/** Swagger UI, in a scope of its own whose routes are public. */
const plugin: FastifyPluginAsync = async (app) => {
  app.addHook('onRoute', (route) => {
    route.config = { ...route.config, public: true }
  })
  const { basePath, isProduction } = app.config
  // The redirect of `static/index.html` has a path without that of the public URL.
  app.addHook('onSend', (_request, reply, _payload, done) => {
    const { location } = reply.getHeaders()
    if (location !== undefined) reply.header('location', `${basePath}${location}`)
    done()
  })
  await app.register(swaggerUi, {
    routePrefix: '/ui',
    indexPrefix: basePath,
    theme: { title: 'starwars-api' },
    uiConfig: {
      // Only in development: a token that the browser stores remains after its tab is closed.
      persistAuthorization: !isProduction,
      displayRequestDuration: true,
      tryItOutEnabled: true
    }
  })
}

export default plugin
