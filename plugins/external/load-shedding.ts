import underPressure from '@fastify/under-pressure'
import fp from 'fastify-plugin'
import { problem } from '../../src/problems/problem.js'

/** Turns requests away while the event loop lags this much, in milliseconds. */
const maxEventLoopDelay = 1000

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answers also under load that turns other requests away: what tells an operator of it. */
    neverShed?: true
  }
}

export default fp(
  async (app) => {
    await app.register(underPressure, {
      maxEventLoopDelay,
      pressureHandler(request) {
        if (!request.routeOptions.config.neverShed) throw problem('service-unavailable')
      }
    })
  },
  { name: 'load-shedding' }
)
