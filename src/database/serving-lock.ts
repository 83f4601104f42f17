import { join } from 'node:path'
import Sqlite from 'libsql'
import { prepareDatabaseFile } from '../config/owner-only.js'
import { identityOf } from './file-identity.js'

export interface ServingLock {
  /** Whether it still excludes others: a file that was removed or replaced locks nothing. */
  isHeld(): boolean
  release(): void
}

const isBusy = ({ code }: { readonly code?: string }) => /^SQLITE_(BUSY|LOCKED)/.test(String(code))

/**
 * Takes the lock of the processes that serve from the database in a directory: a transaction on a
 * database file of its own, which ends with the process, however that ends.
 *
 * @param isShared with other processes that take it so, instead of alone
 * @returns null while another process holds it in a way that excludes this
 */
export function takeServingLock(directory: string, { isShared = false } = {}): ServingLock | null {
  const file = join(directory, 'serving-lock.db')
  prepareDatabaseFile(file)
  const isSame = identityOf([file])
  const database = new Sqlite(file, { timeout: 1 })
  try {
    database.exec(isShared ? 'begin; select count(*) from sqlite_master' : 'begin exclusive')
  } catch (error) {
    database.close()
    if (isBusy(error as { code?: string })) return null
    throw error
  }
  return { isHeld: isSame, release: () => void database.close() }
}
