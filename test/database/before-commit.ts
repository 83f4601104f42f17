import type { Kysely } from 'kysely'
import type { Database } from '../../src/database/schema.js'

/** In the next transaction, does something when its work is done and nothing is committed yet. */
export function beforeNextCommit(db: Kysely<Database>, act: () => Promise<void>): void {
  const { transaction } = db
  db.transaction = () => {
    db.transaction = transaction
    const begun = transaction.call(db)
    const { execute } = begun
    begun.execute = (work) =>
      execute.call(begun, async (trx) => {
        const result = await work(trx)
        await act()
        return result
      }) as ReturnType<typeof begun.execute<Awaited<ReturnType<typeof work>>>>
    return begun
  }
}
