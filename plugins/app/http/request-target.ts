import type { FastifyInstance } from 'fastify'
import { maxUrlLength } from '../../../src/problems/from-error.js'
import { problem } from '../../../src/problems/problem.js'
import { valuesOf } from '../../../src/query/headers.js'
import { hostIssue, targetIssue } from '../../../src/query/request-target.js'

/**
 * Rejects invalid request targets and hosts, which the router would only guess at. Registered
 * before all other hooks, so that none of them responds to such a request.
 */
export function checkRequestTargets(app: FastifyInstance): void {
  app.addHook('onRequest', ({ url, raw }, _reply, done) => {
    if (url.length > maxUrlLength) throw problem('uri-too-long')
    const host = hostIssue(valuesOf(raw.rawHeaders, 'host'), raw.httpVersion === '1.1')
    if (host !== null) throw problem('request-malformed', { detail: host })
    const target = targetIssue(url)
    if (target !== null) throw problem('url-invalid', { detail: target })
    done()
  })
}
