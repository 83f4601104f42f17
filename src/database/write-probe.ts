import { randomBytes, randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Database } from './schema.js'

/** In bytes: more than one sign-up writes, and than a file that is full still has room for. */
const size = 65_536

/**
 * Writes, and commits: a full disk shows at no less. Random, so that nothing is compressed; deletes
 * what a process left behind that ended in between, too.
 *
 * @throws what the driver throws
 */
export async function probeWrite(db: Kysely<Database>): Promise<void> {
  const filling = randomBytes(size / 2).toString('hex')
  await db.insertInto('write_probes').values({ id: randomUUID(), filling }).execute()
  await db.deleteFrom('write_probes').execute()
}
