import { errorCodes } from 'fastify'
import fp from 'fastify-plugin'

/**
 * An empty body is accepted wherever none is required, whatever its Content-Type; a JSON body is
 * read by Fastify's own parser; anything else is refused by its type.
 */
export default fp(
  async (app) => {
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
