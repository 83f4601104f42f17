import type { Clock } from '../tokens/claims.js'
import { type CutOff, encodeCutOff, isCutOff } from './cut-off.js'
import type { RevocationSet } from './revocation-set.js'

const slotSeconds = 3600
const slotOf = (time: number) => Math.floor(time / slotSeconds)

/**
 * The set of a service that runs as one process. Groups ids by the hour in which they expire. A
 * write drops the expired hours, so that no timer is needed.
 */
export function createMemorySet(clock: Clock): RevocationSet & {
  readonly size: number
  /** Refuses the tokens that a cut-off refuses. */
  setCutOff(cutOff: CutOff): void
} {
  const untils = new Map<string, number>()
  const slots = new Map<number, Set<string>>()
  let cutOff: number | null = null

  function add(id: string, until: number): void {
    const before = untils.get(id)
    if (before !== undefined) {
      if (before >= until) return
      slots.get(slotOf(before))?.delete(id)
    }
    untils.set(id, until)
    const slot = slotOf(until)
    const ids = slots.get(slot) ?? new Set()
    slots.set(slot, ids.add(id))
  }

  function prune(): void {
    const current = slotOf(clock())
    for (const [slot, ids] of slots) {
      if (slot >= current) continue
      for (const id of ids) untils.delete(id)
      slots.delete(slot)
    }
  }

  return {
    isRevoked: ({ sub, sid, iat }) =>
      untils.has(sub) ||
      (sid !== undefined && untils.has(sid)) ||
      (cutOff !== null && isCutOff(cutOff, iat, clock())),
    setCutOff(ordered) {
      cutOff = encodeCutOff(ordered)
    },
    async revoke(revocations) {
      prune()
      for (const { id, until } of revocations) add(id, until)
    },
    probe: async () => true,
    get size() {
      return untils.size
    }
  }
}
