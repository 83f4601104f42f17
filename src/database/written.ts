import { sql } from 'kysely'

/** The column that the database counts up with every row of a table. */
const numbers = { one_time_tokens: 'seq', sessions: 'seq', events: 'id', mails: 'id' } as const

/**
 * The order in which rows were written, to sort by. What is newer is decided by this, and by a time
 * only between rows that were copied with their number: times are whole seconds, the clocks of two
 * instances differ, and a clock may be set back.
 */
export const written = (table: keyof typeof numbers) =>
  sql.ref<number>(`${table}.${numbers[table]}`)
