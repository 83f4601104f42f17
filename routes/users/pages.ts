import { Type } from '@sinclair/typebox'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { failurePage } from '../../src/accounts/pages.js'
import { formPagePolicy } from '../../src/html/page.js'
import type { Problem } from '../../src/problems/problem.js'
import { isForm } from '../../src/query/is-form.js'

/** The response of a route that answers a page. */
export const pageResponse = {
  description: 'A page with a form, or what came of it',
  content: { 'text/html': { schema: Type.String() } }
}

/** Whoever is sent a page gets it anew each time, and tells nobody where it came from. */
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
 * In this scope a browser is told by a page what went wrong, where the route declares `errorPages`.
 * Everyone else gets the problem document.
 *
 * @param again the form once more, where another input may do
 */
export function answerErrorsByPages(
  app: FastifyInstance,
  again?: (request: FastifyRequest, told: Problem) => Promise<string | undefined>
): void {
  app.setErrorHandler(async (error: FastifyError, request, reply) => {
    const { errorPages } = request.routeOptions.config
    if (errorPages !== 'always' && !(errorPages === 'forms' && sentForm(request))) throw error
    let told = app.explain(error, request)
    let html: string | undefined
    try {
      html = await again?.(request, told)
    } catch (graver) {
      told = app.explain(graver, request)
    }
    // What is refused ahead of all other hooks has no headers yet.
    reply.headers({ ...app.baseHeaders, 'x-request-id': request.id, ...told.headers })
    return sendPage(reply, html ?? failurePage(told), told.status)
  })
}
