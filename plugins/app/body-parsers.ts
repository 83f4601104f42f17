import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { type Problem, problem } from '../../src/problems/problem.js'
import { formType } from '../../src/query/is-form.js'
import { parseForm } from '../../src/query/parse-form.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route also reads `application/x-www-form-urlencoded`, as HTML forms and OAuth send it. */
    takesForm?: true
  }
}

/** The form of a media type (RFC 9110 §8.3.1). */
const mediaType = /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+/

const jsonType = 'application/json'

/** Names what the route reads: some take forms besides, the scope of some no JSON. */
function unreadable({ server, routeOptions }: FastifyRequest): Problem {
  const allowed = [
    ...(server.hasContentTypeParser(jsonType) ? [jsonType] : []),
    ...(routeOptions.config.takesForm ? [formType] : [])
  ]
  return problem('unsupported-media-type', {
    detail: `The body is of a type that is not read here; allowed: ${allowed.join(', ')}`
  })
}

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
    app.addContentTypeParser(jsonType, { parseAs: 'string' }, (request, body, done) => {
      if (body === '') done(null)
      else parseJson(request, body as string, done)
    })
    app.addContentTypeParser(
      formType,
      { parseAs: 'string' },
      async (request: FastifyRequest, body: string) => {
        if (body === '') return null
        if (!request.routeOptions.config.takesForm) throw unreadable(request)
        return parseForm(body)
      }
    )
    app.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
      done(body.length === 0 ? null : unreadable(request))
    })
  },
  { name: 'body-parsers' }
)
