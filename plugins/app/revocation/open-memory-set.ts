import type { FastifyInstance } from 'fastify'
import { buckets } from '../../../src/revocation/buckets.js'
import { createMemorySet } from '../../../src/revocation/memory-set.js'
import { liveRevocations } from '../../../src/revocation/record.js'
import type { CountedSet } from './index.js'

/** In milliseconds. */
const pollInterval = 1000

/**
 * The set of the only process that serves from its database. It is trusted while the serving lock is
 * held, and filled from the record at the start and each time the lock is taken again.
 */
export async function openMemorySet(app: FastifyInstance): Promise<CountedSet> {
  const { db, clock, servingLock } = app
  app.background('polling the database', pollInterval, async () => void (await app.pulse.read()))
  const set = createMemorySet(clock)
  async function fill(): Promise<void> {
    for await (const batch of liveRevocations(db, clock())) await set.revoke(batch)
  }
  await fill()
  servingLock.onRegained(fill)

  function requireLock(isHeld = servingLock.isHeld()): void {
    if (!isHeld) servingLock.refuse()
  }
  return {
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
