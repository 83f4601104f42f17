import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { stopAccepting } from './stop-accepting.js'

declare module 'fastify' {
  interface FastifyInstance {
    /** Whether the process will close soon, or is closing. */
    isClosing(): boolean
    /**
     * Serves on while proxies and clients learn that the process will close: `/readyz` returns 503,
     * and each response ends its connection. Then closes the listener, and serves the open
     * connections a moment longer: a proxy that still uses them learns at its next new connection
     * that nothing listens.
     *
     * @param seconds how long to serve on
     * @param skipped ends the wait
     */
    leave(seconds: number, skipped: AbortSignal): Promise<void>
  }
}

/** How long open connections are served after the listener has closed, in milliseconds. */
const linger = 1000

/** Handles a wait that was skipped. */
function skip(): void {}

/** Adds what a process does between the signal to close and its close. */
export function addLeave(app: FastifyInstance): void {
  let isClosing = false
  app.decorate('isClosing', () => isClosing)
  app.addHook('preClose', (done) => {
    isClosing = true
    done()
  })
  app.decorate('leave', async (seconds, skipped) => {
    isClosing = true
    await sleep(seconds * 1000, undefined, { signal: skipped }).catch(skip)
    if (skipped.aborted) return
    await stopAccepting(app.server)
    await Promise.race([
      // Is emitted when the last connection has closed.
      once(app.server, 'close'),
      sleep(linger, undefined, { signal: skipped, ref: false })
    ]).catch(skip)
  })
}
