import type { FastifyInstance } from 'fastify'
import { maxUrlLength } from '../../../src/problems/from-error.js'
import { problem } from '../../../src/problems/problem.js'
import { valuesOf } from '../../../src/query/raw-headers.js'
import { hostIssue, targetIssue } from '../../../src/query/request-target.js'

/**
 * Refuses request targets and hosts that are none, which the router reads by guesses. Registered
 * before all other hooks: none of them answers such a request.
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
