import type { FastifyInstance } from 'fastify'
import { thenCleanUp } from '../../../src/async/then-clean-up.js'
import { buckets } from '../../../src/revocation/buckets.js'
import { createFileMark } from '../../../src/revocation/file-mark.js'
import { createMemorySet } from '../../../src/revocation/memory-set.js'
import type { MonitorHealth } from '../../../src/revocation/monitor-health.js'
import { liveRevocations } from '../../../src/revocation/record.js'
import { markApplied } from '../../../src/revocation/recorded-cut-off.js'
import type { OpenSet } from './index.js'

/** In milliseconds. */
const pollInterval = 1000

/**
 * The set of the only process that serves from its database. It is trusted while the serving lock is
 * held, and filled from the record at the start and each time the lock is taken again.
 */
export async function openMemorySet(app: FastifyInstance, health: MonitorHealth): Promise<OpenSet> {
  const { db, clock, config, servingLock } = app
  const set = createMemorySet(clock)
  async function fill(): Promise<void> {
    for await (const batch of liveRevocations(db, clock())) await set.revoke(batch)
  }
  await fill()
  servingLock.onRegained(async () => {
    await fill()
    await app.pulse.read()
  })

  function requireLock(isHeld = servingLock.isHeld()): void {
    if (!isHeld) servingLock.refuse()
  }
  let applied = 0
  // The command that orders a cut-off waits until it is recorded as applied.
  const recordApplied = app.background('applying the cut-off of tokens', null, () =>
    markApplied(db, applied, clock())
  )
  app.pulse.onRead(({ cutOff }) => {
    if (cutOff === null) return
    set.setCutOff(cutOff)
    applied = cutOff.validFrom
    if (!cutOff.isApplied) recordApplied()
  })

  return {
    mark: createFileMark(config.settings.DATA_DIR),
    start(readMark) {
      return app.background('polling the database', pollInterval, () =>
        health.look(() => thenCleanUp(readMark(), () => app.pulse.read()))
      )
    },
    set: {
      async revoke(revocations) {
        await set.revoke(revocations)
        // The record already has these revocations: a process that takes the lock from now on reads
        // them.
        requireLock(servingLock.confirm())
      },
      isRevoked(token) {
        requireLock()
        return set.isRevoked(token)
      },
      async probe() {
        requireLock()
        return true
      },
      countComplete: () => buckets.length,
      count: async () => set.size
    }
  }
}
