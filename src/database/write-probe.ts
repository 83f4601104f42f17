import { randomBytes, randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Database } from './schema.js'

/** In bytes: more than a sign-up writes, and more than a full database file has room for. */
const size = 65_536

/**
 * Writes and commits: nothing less detects a full disk. The data is random, so that it cannot be
 * compressed. Also deletes rows that another process left when it ended before its delete.
 *
 * @throws whatever the driver throws
 */
export async function probeWrite(db: Kysely<Database>): Promise<void> {
  const filling = randomBytes(size / 2).toString('hex')
  await db.insertInto('write_probes').values({ id: randomUUID(), filling }).execute()
  await db.deleteFrom('write_probes').execute()
}
