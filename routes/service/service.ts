import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import type { Readiness, Status } from '../../schemas/service.js'
import { problem } from '../../src/problems/problem.js'

const statusResponse = { 200: Type.Unsafe<Status>(Type.Ref('Status')) }

const routes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/healthz',
    {
      config: { public: true, neverShed: true },
      schema: {
        operationId: 'health',
        summary: 'Check whether the process is alive',
        tags: ['service'],
        response: statusResponse
      }
    },
    async () => ({ status: 'ok' as const })
  )

  app.get(
    '/readyz',
    {
      config: { public: true, neverShed: true, problems: ['service-unavailable'] },
      schema: {
        operationId: 'readiness',
        summary: 'Check whether the instance can serve requests',
        description:
          'Returns 200 while the instance can detect revoked tokens, even if the database is unreachable. Otherwise returns 503: secured routes reject all requests. Also returns 503 from the signal to close on, while the instance still serves requests.',
        tags: ['service'],
        response: { 200: Type.Unsafe<Readiness>(Type.Ref('Readiness')) }
      }
    },
    () => {
      if (app.isClosing()) {
        throw problem('service-unavailable', { detail: 'closing: this instance is about to end' })
      }
      if (app.worker?.haveAllStarted() === false) {
        const detail = 'workers-starting: not all worker processes have started'
        throw problem('service-unavailable', { detail })
      }
      return app.readiness()
    }
  )
}

export default routes
