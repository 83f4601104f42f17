import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { ConnectionError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import findMyWay from 'find-my-way'
import { reasonOf } from '../../src/log/reason-of.js'
import { withoutQuery, withoutTokens } from '../../src/log/redact.js'
import {
  maxUrlLength,
  problemFromError,
  problemFromParserError
} from '../../src/problems/from-error.js'
import { type Problem, problem, problemDocument } from '../../src/problems/problem.js'

/** Of both routers. A parameter may be as long as a URL: its own pattern says how long it is. */
export const routerOptions = { ignoreTrailingSlash: true, maxParamLength: 2 * maxUrlLength }

const mediaType = 'application/problem+json'

declare module 'fastify' {
  interface FastifyInstance {
    /** What a client is told of whatever was thrown; what it is not told goes to the log. */
    explain(error: unknown, request: FastifyRequest): Problem
  }
}

function explain(error: unknown, request: FastifyRequest): Problem {
  const told = problemFromError(error, request.routeOptions.config.problems)
  request.server.metrics?.problems.inc({ code: told.code })
  if (told.code === 'internal-error') request.log.error({ err: error }, 'unforeseen error')
  else if (told.cause instanceof Error && told.status >= 500) {
    const { code } = told.cause as { readonly code?: unknown }
    request.log.error({ reason: reasonOf(told.cause), cause: code }, told.code)
  }
  return told
}

/** Writes the one form of error document there is, whatever was thrown and wherever. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const told = explain(error, request)
  reply
    .code(told.status)
    .headers(request.server.baseHeaders)
    .headers({ 'x-request-id': request.id, 'content-type': mediaType, ...told.headers })
    .send(Buffer.from(JSON.stringify(problemDocument(told, request.id))))
}

/** Answers a URL that no router can read, which Fastify does not log. */
export function sendUrlProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  sendProblem(error, request, reply)
  const { method, url } = request
  request.log.info(
    { method, url: withoutTokens(withoutQuery(url)), statusCode: reply.statusCode },
    'request'
  )
}

/** Answers what Node could not parse as a request: there is no request and no reply, only a socket. */
export function sendParserProblem(
  this: FastifyInstance,
  error: ConnectionError,
  socket: Socket
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const told = problemFromParserError(error.code, error.rawPacket as unknown as Buffer | undefined)
  const requestId = randomUUID()
  const body = JSON.stringify(problemDocument(told, requestId))
  const headers = {
    ...this.baseHeaders,
    'x-request-id': requestId,
    'content-type': mediaType,
    'content-length': Buffer.byteLength(body),
    connection: 'close'
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  this.log.info({ reqId: requestId, code: told.code }, 'unreadable request')
  socket.end(
    [`HTTP/1.1 ${told.status} ${STATUS_CODES[told.status]}`, ...lines, '', body].join('\r\n')
  )
}

/**
 * One catalogue (`src/problems`), one place that writes: every error of a hook, a handler, the
 * framework or the router becomes a problem document here (RFC 9457).
 */
export default fp(
  async (app) => {
    app.decorate('explain', explain)
    app.setErrorHandler(sendProblem)
    // An expectation that is not known may be ignored (RFC 9110 §10.1.1); Node answers an empty 417.
    app.server.on('checkExpectation', app.routing)

    // A second router of the same make answers which methods a URL knows.
    const methods = findMyWay<findMyWay.HTTPVersion.V1>(routerOptions)
    const methodsOf = new Map<string, string[]>()
    app.addHook('onRoute', ({ url, method }) => {
      const known = methodsOf.get(url)
      if (known) known.push(...[method].flat())
      else {
        const list = [method].flat()
        methodsOf.set(url, list)
        methods.on('GET', url, () => {}, list)
      }
    })

    function refuseUnrouted(request: FastifyRequest): never {
      const known = methods.find('GET', request.url.split('?', 1)[0] as string)?.store as
        | string[]
        | undefined
      if (known === undefined || known.includes(request.method)) throw problem('not-found')
      const allow = [...new Set(known)].sort().join(', ')
      throw problem('method-not-allowed', {
        detail: `${request.method} is not answered here; allowed: ${allow}`,
        headers: { allow }
      })
    }

    // Before a body is read: neither its type nor its size matters where nothing takes it.
    app.addHook('onRequest', (request, _reply, done) => {
      if (request.is404) refuseUnrouted(request)
      done()
    })
    app.setNotFoundHandler(refuseUnrouted)
  },
  { name: 'problems', dependencies: ['http'] }
)
