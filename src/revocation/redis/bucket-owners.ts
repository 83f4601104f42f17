import type { Kysely } from 'kysely'
import type { Database } from '../../database/schema.js'

/** The server that holds a bucket, and the refill that filled it or is filling it. */
export interface BucketOwner {
  readonly bucket: string
  /** As in `ServerIdentity`; null before the first refill, and while the bucket moves. */
  readonly serverId: string | null
  readonly ticket: string | null
  /** Increases while a refill runs. */
  readonly beat: number
  readonly isFilled: boolean
}

/** Recorded instead of a server while a bucket moves: no instance may trust either server. */
export const moving = 'moving'

/**
 * The owners of the buckets in Redis, recorded in the database: for each bucket, the only server to
 * be trusted, and the refill that fills it.
 *
 * @param prefix of the keys: one server may hold several sets under different prefixes
 */
export function createBucketOwners(db: Kysely<Database>, prefix: string) {
  const serverOf = (serverId: string) => `${serverId} ${prefix}`
  const serverIdOf = (server: string | null) => server?.split(' ', 1)[0] ?? null

  return {
    /** Returns the owners of all 256 buckets. */
    async read(): Promise<BucketOwner[]> {
      const rows = await db.selectFrom('revocation_buckets').selectAll().execute()
      return rows.map(({ bucket, server, ticket, beat, filled_at }) => {
        const serverId = serverIdOf(server)
        const isOurs = serverId !== null && server === serverOf(serverId)
        return {
          bucket,
          serverId: isOurs ? serverId : null,
          ticket,
          beat,
          isFilled: filled_at !== null
        }
      })
    },

    /**
     * Whether the other instances trust, or will trust, the servers to which these buckets were
     * written.
     */
    async placeOf(writes: ReadonlyMap<string, string>): Promise<'here' | 'elsewhere' | 'moving'> {
      const rows = await db
        .selectFrom('revocation_buckets')
        .select(['bucket', 'server'])
        .where('bucket', 'in', [...writes.keys()])
        .execute()
      if (rows.some(({ server }) => server === moving)) return 'moving'
      const isElsewhere = rows.some(
        ({ bucket, server }) => server !== null && server !== serverOf(writes.get(bucket) as string)
      )
      return isElsewhere ? 'elsewhere' : 'here'
    },

    /**
     * Claims buckets of a server for a refill. From then on, no instance trusts them, on any
     * server. Does not claim buckets that another instance fills there, moves, or has filled
     * meanwhile.
     *
     * @param serverId the server, or `moving`
     * @param outdated tickets of refills that stopped, or whose buckets have lost data since
     * @returns the buckets that were claimed
     */
    async claim(
      wanted: readonly string[],
      serverId: string,
      ticket: string,
      outdated: readonly string[]
    ): Promise<string[]> {
      const server = serverId === moving ? moving : serverOf(serverId)
      const rows = await db
        .updateTable('revocation_buckets')
        .set({ server, ticket, beat: 0, filled_at: null })
        .where('bucket', 'in', wanted)
        .where((row) =>
          row.or([
            row('ticket', 'is', null),
            row('server', 'not in', [server, moving]),
            ...(outdated.length > 0 ? [row('ticket', 'in', outdated)] : [])
          ])
        )
        .returning('bucket')
        .execute()
      return rows.map(({ bucket }) => bucket)
    },

    /** Renews the heartbeat of a refill. @returns whether it still has buckets to fill */
    async renewHeartbeat(ticket: string): Promise<boolean> {
      const { numUpdatedRows } = await db
        .updateTable('revocation_buckets')
        .set((row) => ({ beat: row('beat', '+', 1) }))
        .where('ticket', '=', ticket)
        .where('filled_at', 'is', null)
        .executeTakeFirstOrThrow()
      return numUpdatedRows > 0n
    },

    /**
     * Marks buckets as filled, unless another instance has claimed them since.
     *
     * @returns the marked buckets
     */
    async name(filled: readonly string[], ticket: string, now: number): Promise<string[]> {
      if (filled.length === 0) return []
      const rows = await db
        .updateTable('revocation_buckets')
        .set({ filled_at: Math.floor(now) })
        .where('bucket', 'in', filled)
        .where('ticket', '=', ticket)
        .returning('bucket')
        .execute()
      return rows.map(({ bucket }) => bucket)
    },

    /** Releases the buckets that a refill did not complete. */
    async giveUp(ticket: string): Promise<void> {
      await db
        .updateTable('revocation_buckets')
        .set({ ticket: null })
        .where('ticket', '=', ticket)
        .where('filled_at', 'is', null)
        .execute()
    }
  }
}

export type BucketOwners = ReturnType<typeof createBucketOwners>
