import type { Kysely } from 'kysely'
import type { Database } from '../database/schema.js'

/** Where a bucket was filled, or where and by whom it is being filled. */
export interface Filling {
  readonly bucket: string
  /** Which server, as `Standing` knows it; null before the first, and while the bucket moves. */
  readonly serverId: string | null
  readonly ticket: string | null
  /** Counts up while a refill is alive. */
  readonly beat: number
  readonly isFilled: boolean
}

/** Stands for the server while a bucket moves from one to another: nobody may believe either. */
export const moving = 'moving'

/**
 * What the database says of the buckets in Redis: which server holds each of them, which is the
 * only one to be believed, and which instance fills it.
 *
 * @param prefix of the keys: the same server may hold another set under another one
 */
export function createFillings(db: Kysely<Database>, prefix: string) {
  const serverOf = (serverId: string) => `${serverId} ${prefix}`
  const serverIdOf = (server: string | null) => server?.split(' ', 1)[0] ?? null

  return {
    /** All 256. */
    async read(): Promise<Filling[]> {
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

    /** Whether others believe, or will believe, the server and set that these buckets were written to. */
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
     * Begins to fill buckets on a server: from here on no instance comes to believe them, there or
     * elsewhere. What another instance is filling there, or moving, or has filled meanwhile, stays so.
     *
     * @param serverId the server, or `moving`
     * @param outdated tickets of refills that have died, or whose buckets lost something since
     * @returns the buckets that are ours to fill
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

    /** Shows the others that a refill is alive. @returns whether anything is still its to fill */
    async showLife(ticket: string): Promise<boolean> {
      const { numUpdatedRows } = await db
        .updateTable('revocation_buckets')
        .set((row) => ({ beat: row('beat', '+', 1) }))
        .where('ticket', '=', ticket)
        .where('filled_at', 'is', null)
        .executeTakeFirstOrThrow()
      return numUpdatedRows > 0n
    },

    /** Names buckets as filled, unless another instance has claimed them since. @returns those */
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

    /** Leaves what a refill did not complete to whoever comes next. */
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

export type Fillings = ReturnType<typeof createFillings>
