import { join } from 'node:path'
import Sqlite from 'libsql'
import { prepareDatabaseFile } from '../config/file-modes.js'
import { identityOf } from './file-identity.js'

export interface ServingLock {
  /**
   * Whether it still excludes other processes: a file that was removed or replaced locks nothing.
   */
  isHeld(): boolean
  release(): void
}

const isBusy = ({ code }: { readonly code?: string }) => /^SQLITE_(BUSY|LOCKED)/.test(String(code))

/**
 * Takes the lock on serving from the database in a directory. The lock is a transaction on a
 * separate database file, so it ends with the process, even after a crash.
 *
 * @param isShared whether other processes may take the lock at the same time, if they share it, too
 * @returns null while another process holds a conflicting lock
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
