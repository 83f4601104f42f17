import { errorCodes, type FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { parseForm } from '../../src/query/parse-form.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route also reads `application/x-www-form-urlencoded`, as HTML forms and OAuth send it. */
    takesForm?: true
  }
}

/** The form of a media type (RFC 9110 §8.3.1). */
const mediaType = /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+/

/**
 * An empty body is accepted wherever none is required, whatever its Content-Type; a JSON body is
 * read by Fastify's own parser, a form where the route takes one; anything else is refused by its
 * type.
 */
export default fp(
  async (app) => {
    // Fastify refuses a malformed Content-Type before a parser could find the body empty.
    app.addHook('onRequest', ({ headers }, _reply, done) => {
      const type = headers['content-type']
      if (type === undefined) return done()
      const isEmpty = (headers['content-length'] ?? '0') === '0' && !headers['transfer-encoding']
      if (isEmpty || !mediaType.test(type)) delete headers['content-type']
      done()
    })

    const parseJson = app.getDefaultJsonParser('error', 'error')
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
      if (body === '') done(null)
      else parseJson(request, body as string, done)
    })
    app.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string' },
      async ({ routeOptions }: FastifyRequest, body: string) => {
        if (body === '') return null
        if (!routeOptions.config.takesForm) throw new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE()
        return parseForm(body)
      }
    )
    app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
      done(body.length === 0 ? null : new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE())
    })
  },
  { name: 'body-parsers' }
)
