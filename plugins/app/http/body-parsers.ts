import { isUtf8 } from 'node:buffer'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { findForbiddenMember } from '../../../src/problems/forbidden-member.js'
import { invalidInput, type Problem, problem } from '../../../src/problems/problem.js'
import { formType } from '../../../src/query/is-form.js'
import { parseForm } from '../../../src/query/parse-form.js'
import { valuesOf } from '../../../src/query/raw-headers.js'

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
 * The text of a body. Bytes that are not UTF-8 are refused: decoding would replace each of them by
 * the same character, and make one text of two.
 *
 * @throws Problem `unsupported-media-type` of a compressed body, or what `malformed` makes
 */
function decodeBody({ headers }: FastifyRequest, body: Buffer, malformed: () => Problem): string {
  if (!/^(?:identity)?$/i.test(headers['content-encoding'] ?? '')) {
    throw problem('unsupported-media-type', {
      detail: 'The body has a Content-Encoding; allowed: none, or identity',
      headers: { 'accept-encoding': 'identity' }
    })
  }
  if (!isUtf8(body)) throw malformed()
  return body.toString()
}

/** What is said of a body that the parser refused: of some that are JSON, the member's name is why. */
function explainJson(text: string): Problem {
  const path = findForbiddenMember(text.replace(/^\ufeff/, ''))
  if (path === null) return problem('json-unreadable')
  return invalidInput([{ path, message: 'refused by its name; leave it out' }])
}

/**
 * An empty body is accepted wherever none is required, whatever its Content-Type; a JSON body is
 * read by Fastify's own parser, a form where the route takes one; anything else is refused by its
 * type.
 */
export function addBodyParsers(app: FastifyInstance): void {
  // Fastify refuses a malformed Content-Type before a parser could find the body empty.
  app.addHook('onRequest', ({ headers, raw }, _reply, done) => {
    const type = headers['content-type']
    if (type === undefined) return done()
    const isEmpty = (headers['content-length'] ?? '0') === '0' && !headers['transfer-encoding']
    const types = valuesOf(raw.rawHeaders, 'content-type').map((one) => one.toLowerCase())
    if (!isEmpty && new Set(types).size > 1) {
      throw problem('request-malformed', {
        detail: 'There are several Content-Type headers, and they differ; allowed: one'
      })
    }
    if (isEmpty || !mediaType.test(type)) delete headers['content-type']
    done()
  })

  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(jsonType, { parseAs: 'buffer' }, (request, body, done) => {
    if (body.length === 0) return done(null)
    const detail = 'The body is not well-formed UTF-8'
    const malformed = () => problem('json-unreadable', { detail })
    const text = decodeBody(request, body as Buffer, malformed)
    parseJson(request, text, (error, value) => done(error && explainJson(text), value))
  })
  app.addContentTypeParser(
    formType,
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => {
      if (body.length === 0) return null
      if (!request.routeOptions.config.takesForm) throw unreadable(request)
      const message = 'is not well-formed UTF-8'
      const malformed = () => invalidInput([{ path: 'body', message }])
      return parseForm(decodeBody(request, body, malformed))
    }
  )
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
    done(body.length === 0 ? null : unreadable(request))
  })
}
