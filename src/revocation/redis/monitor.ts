import { databaseRefusal, isQueryRejected } from '../../database/errors.js'
import { withTimeout } from '../../database/with-timeout.js'
import type { BucketOwner, BucketOwners } from './bucket-owners.js'
import { bucketsByNode, type RedisNode, type RedisNodes } from './nodes.js'
import {
  createHeartbeatWatch,
  type Gap,
  type Probe,
  probeServer,
  removeTrust,
  updateTrust
} from './probe.js'
import { identityOf } from './server-identity.js'
import { systemTimer, type Timer } from './timer.js'

/** How long the database may take, in milliseconds. */
const timeout = 1000

/**
 * How long trust lasts without a renewal, in milliseconds: longer than the time between two probes.
 * An instance that was suspended for longer queries the database first.
 */
export const lease = 3000

interface MonitorDependencies {
  readonly nodes: RedisNodes
  readonly owners: BucketOwners
  /** Returns a text that differs after each change of the owners. */
  readonly readOwnersVersion: () => Promise<string>
  readonly keyOf: (bucket: string) => string
  /** Is called when buckets must be filled. */
  readonly onGaps: () => void
  readonly timer?: Timer
}

/** Monitors which buckets can be trusted, and which must be filled. */
export function createMonitor(tools: MonitorDependencies) {
  const { nodes, owners, readOwnersVersion, keyOf, onGaps, timer = systemTimer } = tools
  const deathsIn = createHeartbeatWatch()
  let lookedAt = Number.NEGATIVE_INFINITY
  let isBlind = false
  let gaps: readonly Gap[] = []
  let deadTickets: readonly string[] = []

  /** The owners as last read, and their version at that time or before. */
  let known: { version: string; owners: readonly BucketOwner[] } | undefined

  /** Reads the whole table only after a change. */
  async function readOwners(): Promise<readonly BucketOwner[]> {
    const version = await readOwnersVersion()
    if (known?.version !== version) known = { version, owners: await owners.read() }
    return known.owners
  }

  /** Probes all servers, even if some masters are down. */
  async function examineAll(failures: unknown[]) {
    const shares: Probe[] = []
    const silent: RedisNode[] = []
    for (const [node, own] of bucketsByNode(nodes, (error) => failures.push(error))) {
      await probeServer(node, own, keyOf, nodes.isCluster).then(
        (share) => shares.push(share),
        (error) => {
          failures.push(error)
          silent.push(node)
        }
      )
    }
    return { shares, silent }
  }

  return {
    /** @throws the first failure, after all servers that can be reached were probed */
    async look(): Promise<void> {
      const begin = timer.now()
      const failures: unknown[] = []
      const { shares, silent } = await examineAll(failures)
      const current = await withTimeout(readOwners(), timeout).catch((error) => {
        // Reads continue without the database: no other instance can change the owners either. But
        // if its file was replaced, other instances may use the new one, and if it rejects only this
        // query, other instances may have more rights.
        const isLost = databaseRefusal(error)?.state === 'database-lost'
        isBlind = !isLost && !isQueryRejected(error)
        if (isLost) lookedAt = Number.NEGATIVE_INFINITY
        throw error
      })
      isBlind = false
      lookedAt = begin
      deadTickets = deathsIn(current)
      const byBucket = new Map(current.map((owner) => [owner.bucket, owner]))
      for (const node of silent) removeTrust(node, byBucket)
      gaps = shares.flatMap((share) => updateTrust(nodes, share, byBucket) ?? [])
      if (gaps.length > 0) onGaps()
      if (failures.length > 0) throw failures[0]
    },

    /** Returns what the last probe found; its gaps only once. */
    takeFound() {
      const found = { gaps, deadTickets }
      gaps = []
      return found
    },

    /** Whether the lease of the trusted buckets still runs. */
    isFresh: () => isBlind || timer.now() - lookedAt < lease,

    /** How many of the 256 buckets are trusted now. */
    countComplete(): number {
      const counts = [...bucketsByNode(nodes, () => {})].map(([node, own]) => {
        const { trusted, lost } = identityOf(node)
        return own.filter((bucket) => trusted.has(bucket) && !lost.has(bucket)).length
      })
      return counts.reduce((sum, count) => sum + count, 0)
    }
  }
}
