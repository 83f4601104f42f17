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

/**
 * Shared by both routers. A parameter may be as long as a URL: its own pattern limits its length.
 */
export const routerOptions = { ignoreTrailingSlash: true, maxParamLength: 2 * maxUrlLength }

const mediaType = 'application/problem+json'

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * Converts a thrown value to the problem for the client. The log gets the details that it hides.
     */
    explain(error: unknown, request: FastifyRequest): Problem
  }
  interface FastifyRequest {
    /** Why the service could not process the request: for its log line. */
    outage: Outage | null
  }
}

interface Outage {
  /** What is unavailable, in a few words. Similar lines of the log are joined by it. */
  readonly subject: string
  readonly reason: string
  readonly cause: unknown
}

function explain(error: unknown, request: FastifyRequest): Problem {
  const shown = problemFromError(error, request.routeOptions.config.problems)
  request.server.metrics?.problems.inc({ code: shown.code })
  if (shown.code === 'internal-error') request.log.error({ err: error }, 'unexpected error')
  else if (shown.status >= 500) {
    const { cause, message } = shown
    const subject = message.split(':', 1)[0] as string
    const isKnown = cause instanceof Error
    request.outage = {
      subject,
      reason: isKnown ? reasonOf(cause) : message,
      cause: isKnown ? (cause as { readonly code?: unknown }).code : undefined
    }
  }
  return shown
}

/**
 * Sends any thrown value as a problem document. Only OAuth errors (`routes/tokens`) and HTML pages
 * (`routes/users/pages.ts`) have other formats.
 */
function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const shown = explain(error, request)
  const document = problemDocument(shown, request.id, request.server.config.basePath)
  reply
    .code(shown.status)
    .headers(request.server.baseHeaders)
    .headers({ 'x-request-id': request.id, 'content-type': mediaType, ...shown.headers })
    .send(Buffer.from(JSON.stringify(document)))
}

/** Responds to a URL that the router cannot parse. Fastify runs no hook, and logs nothing. */
export function sendUrlProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  if (request.server.isClosing()) reply.header('connection', 'close')
  sendProblem(error, request, reply)
  const { method, url } = request
  request.log.info(
    { method, url: withoutTokens(withoutQuery(url)), statusCode: reply.statusCode },
    'request'
  )
}

/**
 * Responds to bytes that Node cannot parse as a request: there is only a socket, without a request
 * or reply.
 */
export function sendParserProblem(
  this: FastifyInstance,
  error: ConnectionError,
  socket: Socket
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const shown = problemFromParserError(error.code, error.rawPacket as unknown as Buffer | undefined)
  const requestId = randomUUID()
  const body = JSON.stringify(problemDocument(shown, requestId, this.config.basePath))
  const headers = {
    ...this.baseHeaders,
    'x-request-id': requestId,
    'content-type': mediaType,
    'content-length': Buffer.byteLength(body),
    connection: 'close'
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  this.log.info({ reqId: requestId, code: shown.code }, 'unreadable request')
  socket.end(
    [`HTTP/1.1 ${shown.status} ${STATUS_CODES[shown.status]}`, ...lines, '', body].join('\r\n')
  )
}

/**
 * Converts every error of a hook, a handler, the framework or the router to a problem document
 * (RFC 9457), except OAuth errors (`routes/tokens`) and HTML pages (`routes/users/pages.ts`). The
 * catalogue of problems is in `src/problems`.
 */
export default fp(
  async (app) => {
    app.decorate('explain', explain)
    app.decorateRequest('outage', null)
    app.setErrorHandler(sendProblem)
    // A server may ignore an unknown expectation (RFC 9110 §10.1.1); Node would send an empty 417.
    app.server.on('checkExpectation', app.routing)

    // A second router with the same options finds the methods that a URL allows.
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
        detail: `This URL does not support ${request.method}; allowed: ${allow}`,
        headers: { allow }
      })
    }

    // Before the body is read: its type and size do not matter if no route accepts it.
    app.addHook('onRequest', (request, _reply, done) => {
      if (request.is404) refuseUnrouted(request)
      done()
    })
    app.setNotFoundHandler(refuseUnrouted)
  },
  { name: 'problems', dependencies: ['config', 'http', 'metrics'] }
)
