import fp from 'fastify-plugin'
import { type Pulse, readPulse } from '../../src/database/pulse.js'

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

/** Shows to background jobs whether the database has work for them. */
export default fp(
  async (app) => {
    const { db, clock } = app
    const acts: ((pulse: Pulse) => void)[] = []
    app.decorate('pulse', {
      async read() {
        const pulse = await readPulse(db, clock())
        for (const act of acts) act(pulse)
        return pulse
      },
      onRead: (act) => void acts.push(act)
    })
  },
  { name: 'pulse', dependencies: ['clock', 'database', 'migrations'] }
)
