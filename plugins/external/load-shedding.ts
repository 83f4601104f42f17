import underPressure from '@fastify/under-pressure'
import fp from 'fastify-plugin'
import { problem } from '../../src/problems/problem.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answers also under load that turns other requests away: what tells an operator of it. */
    neverShed?: true
  }
}

export interface LoadShedding {
  /**
   * Turns requests away while the event loop lags this much, in milliseconds: a second unless a test
   * wants otherwise. 0: never.
   */
  readonly maxEventLoopDelay?: number
}

/** How often the lag is measured, in milliseconds. */
const sampleInterval = 1000

export default fp<LoadShedding>(
  async (app, { maxEventLoopDelay = 1000 }) => {
    let readyAt = 0
    app.addHook('onReady', async () => {
      readyAt = performance.now()
    })
    await app.register(underPressure, {
      maxEventLoopDelay,
      sampleInterval,
      pressureHandler(request) {
        // What was measured so far is the service's own start, which is no load.
        if (performance.now() - readyAt < 2 * sampleInterval) return
        if (!request.routeOptions.config.neverShed) throw problem('service-unavailable')
      }
    })
  },
  { name: 'load-shedding' }
)
