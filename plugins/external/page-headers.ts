import helmet from '@fastify/helmet'
import fp from 'fastify-plugin'

/**
 * Helmet's full set of headers, for a scope that serves HTML pages. Its Content-Security-Policy
 * allows a page's own scripts and styles, and nothing else.
 */
export default fp(
  async (app) => {
    const isBehindTls = app.config.linkBase.startsWith('https:')
    const publicOrigin = app.config.linkBase ? [new URL(app.config.linkBase).origin] : []
    // Added before helmet's hook: after it, this hook would remove helmet's headers.
    app.addHook('onRequest', ({ headers }, reply, done) => {
      // Ignores ranges: pages are small, and the file server would reject an invalid range in its
      // own format.
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
  { name: 'page-headers', dependencies: ['config', 'http'] }
)
