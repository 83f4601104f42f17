import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { performance } from 'node:perf_hooks'
import fp from 'fastify-plugin'
import { version } from '../../src/config/version.js'
import {
  registerInstance,
  renewalInterval,
  unregisterInstance
} from '../../src/database/instances.js'
import { type Pulse, readPulse, renewAndReadPulse } from '../../src/database/pulse.js'
import { withTimeout } from '../../src/database/with-timeout.js'

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * The only query of an idle instance. The revocation set reads it once a second: with Redis
     * after each probe of the servers.
     */
    pulse: {
      read(): Promise<Pulse>
      /** Calls `act` after each read. */
      onRead(act: (pulse: Pulse) => void): void
    }
  }
}

/** How long the removal of the instance's row may delay the end of the process, in milliseconds. */
const leaveTimeout = 1000

/**
 * Shows to background jobs whether the database has work for them. From time to time the same query
 * renews the row of this instance, by which commands know that it runs.
 */
export default fp(
  async (app) => {
    const { db, clock } = app
    const instance = { id: randomUUID(), host: hostname(), pid: process.pid, version }
    const acts: ((pulse: Pulse) => void)[] = []
    let renewedAt = Number.NEGATIVE_INFINITY

    async function renewAndRead(): Promise<Pulse> {
      renewedAt = performance.now()
      try {
        const pulse = await renewAndReadPulse(db, clock(), instance.id)
        if (pulse !== undefined) return pulse
        await registerInstance(db, instance)
      } catch {
        // The database may accept reads only.
      }
      return readPulse(db, clock())
    }

    app.decorate('pulse', {
      async read() {
        const isDue = performance.now() - renewedAt >= renewalInterval
        const pulse = await (isDue ? renewAndRead() : readPulse(db, clock()))
        for (const act of acts) act(pulse)
        return pulse
      },
      onRead: (act) => void acts.push(act)
    })
    app.addHook('onClose', () =>
      withTimeout(unregisterInstance(db, instance.id), leaveTimeout).catch(() => {})
    )
  },
  { name: 'pulse', dependencies: ['clock', 'database', 'migrations'] }
)
