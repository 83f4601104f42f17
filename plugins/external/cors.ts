import cors from '@fastify/cors'
import fp from 'fastify-plugin'

const exposedHeaders = [
  'ETag',
  'WWW-Authenticate',
  'Retry-After',
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
  'X-Request-Id'
]

/** Allows cross-origin requests from the listed origins. Without a list, registers nothing. */
export default fp(
  async (app) => {
    const { corsOrigins } = app.config
    if (corsOrigins.length === 0) return

    let isRegistering = true
    app.addHook('onRoute', (route) => {
      if (isRegistering) route.config = { ...route.config, public: true }
    })
    await app.register(cors, {
      origin: [...corsOrigins],
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
      exposedHeaders,
      strictPreflight: false
    })
    isRegistering = false
  },
  { name: 'cors', dependencies: ['config'] }
)
