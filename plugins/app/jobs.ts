import { setTimeout as sleep } from 'node:timers/promises'
import fp from 'fastify-plugin'
import { pruneEvents } from '../../src/accounts/store/events.js'
import { pruneSignUps } from '../../src/accounts/store/one-time-tokens.js'
import { pruneSessions } from '../../src/accounts/store/sessions.js'
import { inBatches } from '../../src/database/in-batches.js'
import { reasonOf } from '../../src/log/reason-of.js'
import { pruneRevocations } from '../../src/revocation/record.js'
import { margin } from '../../src/revocation/revocations-of.js'

type Pruned = 'sessions' | 'sign-ups' | 'revocations' | 'events'

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * Runs a job repeatedly, never twice at once, until the service closes. Closing waits for the
     * current run. Logs the first failure of a series, one more each minute, and the first success
     * after it.
     *
     * @param interval in milliseconds; null for a job that runs only when it is called
     * @param act receives a function that returns whether the service is closing, so that a long
     *   run can end early
     * @returns runs the job now; during a run, runs it once more shortly after
     */
    background(
      name: string,
      interval: number | null,
      act: (isClosing: () => boolean) => Promise<void>
    ): () => void
    /** Deletes rows that are no longer needed. Each kind is also deleted in the background. */
    prune(what: Pruned): Promise<void>
  }
}

/**
 * The pause after a failure, and before a run that was requested during another one. In
 * milliseconds.
 */
const pause = 100

/** How often a job that keeps failing is logged, in seconds. */
const logInterval = 60

/** In seconds. */
const day = 86_400
/** How long after its expiry a sign-up's link can be sent again, in seconds. */
const keptAfterExpiry = 7 * day

/** In milliseconds. */
const [tenMinutes, hour] = [600_000, 3_600_000]

/** Background jobs, among them the deletion of rows that are no longer needed. */
export default fp(
  async (app) => {
    const { db, clock, config } = app
    app.decorate('background', (name, interval, act) => {
      let running: Promise<void> | undefined
      let isWanted = false
      let hasFailed = false
      let loggedAt = 0
      let isClosing = false

      async function run(): Promise<void> {
        do {
          isWanted = false
          try {
            await act(() => isClosing)
            if (hasFailed) app.log.info(`${name}: works again`)
            hasFailed = false
          } catch (error) {
            if (!hasFailed || clock() - loggedAt >= logInterval) {
              loggedAt = clock()
              app.log.error({ reason: reasonOf(error) }, `${name}: failed`)
            }
            hasFailed = true
          }
          // Prevents a busy loop.
          if (isWanted || hasFailed) await sleep(pause)
        } while (isWanted)
        running = undefined
      }

      const runNow = () => {
        running ??= run()
      }
      const timer = interval === null ? undefined : setInterval(runNow, interval).unref()
      app.addHook('onClose', async () => {
        clearInterval(timer)
        isWanted = false
        isClosing = true
        await running
      })
      return () => {
        isWanted = true
        runNow()
      }
    })

    const eventsKept = config.settings.EVENTS_DAYS * day
    /** Each deletes a batch and returns its size. All instances may run them at the same time. */
    const pruning: Record<Pruned, { interval: number; prune: () => Promise<number> }> = {
      sessions: { interval: tenMinutes, prune: () => pruneSessions(db, clock() - margin, 200) },
      'sign-ups': {
        interval: tenMinutes,
        prune: () => pruneSignUps(db, clock() - keptAfterExpiry, 200)
      },
      revocations: { interval: tenMinutes, prune: () => pruneRevocations(db, clock()) },
      events: { interval: hour, prune: () => pruneEvents(db, clock() - eventsKept, 500) }
    }
    for (const [what, { interval, prune }] of Object.entries(pruning)) {
      app.background(`pruning ${what}`, interval, (isClosing) => inBatches(prune, isClosing))
    }
    app.decorate('prune', (what) => inBatches(pruning[what].prune))
  },
  { name: 'jobs', dependencies: ['config', 'clock', 'database'] }
)
