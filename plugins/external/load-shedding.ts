import underPressure from '@fastify/under-pressure'
import fp from 'fastify-plugin'
import { problem } from '../../src/problems/problem.js'

export interface LoadShedding {
  /**
   * Rejects requests while the event loop delay exceeds this, in milliseconds. Default: 1000. With
   * 0, it never rejects.
   */
  readonly maxEventLoopDelay?: number
}

/** How often the delay is measured, in milliseconds. */
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
        // The first samples measure the service's own start, which is not overload.
        if (performance.now() - readyAt < 2 * sampleInterval) return
        if (!request.routeOptions.config.neverShed) throw problem('service-unavailable')
      }
    })
  },
  { name: 'load-shedding' }
)
