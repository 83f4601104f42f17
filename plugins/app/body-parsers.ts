import { errorCodes } from 'fastify'
import fp from 'fastify-plugin'

/** The form of a media type (RFC 9110 §8.3.1). */
const mediaType = /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+/

/**
 * An empty body is accepted wherever none is required, whatever its Content-Type; a JSON body is
 * read by Fastify's own parser; anything else is refused by its type.
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
    app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
      done(body.length === 0 ? null : new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE())
    })
  },
  { name: 'body-parsers' }
)
