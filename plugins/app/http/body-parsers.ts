import { isUtf8 } from 'node:buffer'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { findForbiddenMember } from '../../../src/problems/forbidden-member.js'
import { invalidInput, type Problem, problem } from '../../../src/problems/problem.js'
import { formType, valuesOf } from '../../../src/query/headers.js'
import { parseForm } from '../../../src/query/parse-form.js'

/** The syntax of a media type (RFC 9110 §8.3.1). */
const mediaType = /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+/

const jsonType = 'application/json'

/** Lists the types that the route reads: some routes also read forms, and some scopes no JSON. */
function unreadable({ server, routeOptions }: FastifyRequest): Problem {
  const allowed = [
    ...(server.hasContentTypeParser(jsonType) ? [jsonType] : []),
    ...(routeOptions.config.takesForm ? [formType] : [])
  ]
  return problem('unsupported-media-type', {
    detail: `This route does not accept bodies of this type; allowed: ${allowed.join(', ')}`
  })
}

/**
 * Decodes a body. Rejects bytes that are not UTF-8: decoding would replace each of them by the same
 * character, so that two different bodies become the same text.
 *
 * @throws Problem `unsupported-media-type` for a compressed body; the result of `malformed` for
 *   bytes that are not UTF-8
 */
function decodeBody({ headers }: FastifyRequest, body: Buffer, malformed: () => Problem): string {
  if (!/^(?:identity)?$/i.test(headers['content-encoding'] ?? '')) {
    throw problem('unsupported-media-type', {
      detail: 'The body has an unsupported Content-Encoding; allowed: none, or identity',
      headers: { 'accept-encoding': 'identity' }
    })
  }
  if (!isUtf8(body)) throw malformed()
  return body.toString()
}

/**
 * Explains why the parser rejected a body. It also rejects valid JSON with a forbidden member name.
 */
function explainJson(text: string): Problem {
  const path = findForbiddenMember(text.replace(/^\ufeff/, ''))
  if (path === null) return problem('json-unreadable')
  return invalidInput([{ path, message: 'this name is forbidden; remove the member' }])
}

/**
 * Accepts an empty body wherever none is required, whatever its Content-Type. Fastify's own parser
 * reads JSON. Forms are read on routes that declare `takesForm`. All other types are rejected.
 */
export function addBodyParsers(app: FastifyInstance): void {
  // Fastify rejects a malformed Content-Type before a parser can see that the body is empty.
  app.addHook('onRequest', ({ headers, raw }, _reply, done) => {
    const type = headers['content-type']
    if (type === undefined) return done()
    const isEmpty = (headers['content-length'] ?? '0') === '0' && !headers['transfer-encoding']
    const types = valuesOf(raw.rawHeaders, 'content-type').map((one) => one.toLowerCase())
    if (!isEmpty && new Set(types).size > 1) {
      throw problem('request-malformed', {
        detail: 'There are several different Content-Type headers; allowed: one'
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
