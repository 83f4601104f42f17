import type { Kysely } from 'kysely'
import type { Database } from '../database/schema.js'

/** Where a bucket was filled, or where and by whom it is being filled. */
export interface Filling {
  readonly bucket: string
  /** Which start of which server, by its `run_id`; null before the first. */
  readonly runId: string | null
  readonly ticket: string | null
  /** Counts up while a refill is alive. */
  readonly beat: number
  readonly isFilled: boolean
}

/**
 * What the database says of the buckets in Redis: which server holds each of them, which is the
 * only one to be believed, and which instance fills it.
 *
 * @param prefix of the keys: the same server may hold another set under another one
 */
export function createFillings(db: Kysely<Database>, prefix: string) {
  const serverOf = (runId: string) => `${runId} ${prefix}`
  const runIdOf = (server: string | null) => server?.split(' ', 1)[0] ?? null

  return {
    /** All 256. */
    async read(): Promise<Filling[]> {
      const rows = await db.selectFrom('revocation_buckets').selectAll().execute()
      return rows.map(({ bucket, server, ticket, beat, filled_at }) => {
        const runId = runIdOf(server)
        const isOurs = runId !== null && server === serverOf(runId)
        return { bucket, runId: isOurs ? runId : null, ticket, beat, isFilled: filled_at !== null }
      })
    },

    /** Whether others believe, or will believe, another server or set than the one that was written to. */
    async areDeposed(writes: ReadonlyMap<string, string>): Promise<boolean> {
      const rows = await db
        .selectFrom('revocation_buckets')
        .select(['bucket', 'server'])
        .where('bucket', 'in', [...writes.keys()])
        .execute()
      return rows.some(({ bucket, server }) => {
        return server !== null && server !== serverOf(writes.get(bucket) as string)
      })
    },

    /**
     * Begins to fill buckets on a server: from here on no instance comes to believe them, there or
     * elsewhere. What another instance is filling there stays with it, unless its ticket is a dead one.
     *
     * @returns the buckets that are ours to fill
     */
    async claim(
      wanted: readonly string[],
      runId: string,
      ticket: string,
      deadTickets: readonly string[]
    ): Promise<string[]> {
      const rows = await db
        .updateTable('revocation_buckets')
        .set({ server: serverOf(runId), ticket, beat: 0, filled_at: null })
        .where('bucket', 'in', wanted)
        .where((row) =>
          row.or([
            row('filled_at', 'is not', null),
            row('ticket', 'is', null),
            row('server', '!=', serverOf(runId)),
            ...(deadTickets.length > 0 ? [row('ticket', 'in', deadTickets)] : [])
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
