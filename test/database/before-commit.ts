import type { Kysely } from 'kysely'
import type { Database } from '../../src/database/schema.js'

/** Runs a function in the next transaction, after its work and before its commit. */
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
