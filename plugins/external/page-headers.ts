import helmet from '@fastify/helmet'
import fp from 'fastify-plugin'

/**
 * Helmet's full set of headers, for the scope that registers it: one that serves pages. Its
 * Content-Security-Policy lets a page's own scripts and styles work and nothing else.
 */
export default fp(
  async (app) => {
    const isBehindTls = app.config.linkBase.startsWith('https:')
    const publicOrigin = app.config.linkBase ? [new URL(app.config.linkBase).origin] : []
    // Ahead of helmet's hook: afterwards this would remove what helmet has set.
    app.addHook('onRequest', ({ headers }, reply, done) => {
      // Pages are small; a range that cannot be met would be an error of the file server's own.
      delete headers.range
      for (const name of Object.keys(app.baseHeaders)) reply.removeHeader(name)
      done()
    })
    await app.register(helmet, {
      strictTransportSecurity: isBehindTls && { includeSubDomains: false },
      xFrameOptions: { action: 'deny' },
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          // Swagger UI writes style attributes.
          styleSrc: ["'self'", "'unsafe-inline'"],
          imgSrc: ["'self'", 'data:'],
          fontSrc: ["'self'"],
          connectSrc: ["'self'", ...publicOrigin],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
          baseUri: ["'none'"]
        }
      }
    })
  },
  { name: 'page-headers', dependencies: ['http'] }
)
