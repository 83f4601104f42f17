import { sql } from 'kysely'

/** The column that the database increments with every row of a table. */
const numbers = { one_time_tokens: 'seq', sessions: 'seq', events: 'id', mails: 'id' } as const

/**
 * Returns the column that sorts rows in insertion order. This order decides which row is newer; a
 * time decides only between rows that were copied with their number. Times are unreliable: they are
 * whole seconds, the clocks of two instances differ, and a clock may be set back.
 */
export const insertionOrder = (table: keyof typeof numbers) =>
  sql.ref<number>(`${table}.${numbers[table]}`)
