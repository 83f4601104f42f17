import { Type } from '@sinclair/typebox'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { failurePage } from '../../src/accounts/pages.js'
import { formPagePolicy } from '../../src/html/page.js'
import type { Problem } from '../../src/problems/problem.js'
import { isForm } from '../../src/query/headers.js'

/** The response schema of a route that returns an HTML page. */
export const pageResponse = {
  description: 'An HTML page with a form, or a result page',
  content: { 'text/html': { schema: Type.String() } }
}

/** Sends an HTML page. Browsers neither cache it nor send its URL, with the token, as a referrer. */
export function sendPage(reply: FastifyReply, html: string, status = 200): FastifyReply {
  return reply
    .code(status)
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': formPagePolicy,
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store'
    })
    .send(html)
}

export const sentForm = ({ headers }: FastifyRequest) => isForm(headers['content-type'])

/**
 * Returns errors of this scope as HTML pages, on routes that declare `errorPages`. Any other request gets
 * the problem document.
 *
 * @param again returns the form again, if a different input can succeed; else undefined
 */
export function answerErrorsByPages(
  app: FastifyInstance,
  again?: (request: FastifyRequest, problem: Problem) => Promise<string | undefined>
): void {
  app.setErrorHandler(async (error: FastifyError, request, reply) => {
    const { errorPages } = request.routeOptions.config
    if (errorPages !== 'always' && !(errorPages === 'forms' && sentForm(request))) throw error
    let problem = app.explain(error, request)
    let html: string | undefined
    try {
      html = await again?.(request, problem)
    } catch (laterError) {
      problem = app.explain(laterError, request)
    }
    // A request that is rejected before all hooks has no headers yet.
    reply.headers({ ...app.baseHeaders, 'x-request-id': request.id, ...problem.headers })
    return sendPage(reply, html ?? failurePage(problem), problem.status)
  })
}
