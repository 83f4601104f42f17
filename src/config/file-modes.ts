import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  statSync
} from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * A process sets this umask first, so that only its owner can access the files that it or any library
 * creates.
 */
export const ownerOnlyUmask = 0o077

/** The modes of what the service creates in its data directory, whatever the umask. */
const fileMode = 0o600
const directoryMode = 0o700

/** A database and the files that SQLite creates beside it with the same mode. */
const databaseSuffixes = ['', '-wal', '-shm', '-journal']
const ownNames =
  /^((starwars|serving-lock)\.db(-wal|-shm|-journal)?|(secrets|revocation-mark)\.json(\.\d+)?)$/
const mailNames = /\.(eml|txt)$/

/**
 * Sets the mode by path, never through a file descriptor: closing one would release the locks that
 * SQLite holds on the file in this process. Ignores failures: a file of another user was not created by
 * the service, and some file systems have no modes.
 */
function narrow(path: string, mode: number): void {
  try {
    if ((statSync(path).mode & 0o777) !== mode) chmodSync(path, mode)
  } catch {
    // The code that opens an unusable file reports it.
  }
}

/**
 * Creates a directory and its parents for the owner alone. Does not change an existing directory.
 * Node's `recursive` option never returns if a parent accepts no directories, as in /proc.
 */
export function makeOwnDirectory(directory: string): void {
  if (existsSync(directory)) return
  if (dirname(directory) !== directory) makeOwnDirectory(dirname(directory))
  try {
    mkdirSync(directory, { mode: directoryMode })
    narrow(directory, directoryMode)
  } catch (error) {
    // Another process may have created it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

/** Creates a database file for the owner alone, before SQLite can create it with the umask's mode. */
export function prepareDatabaseFile(file: string): void {
  try {
    closeSync(openSync(file, 'wx', fileMode))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  for (const suffix of databaseSuffixes) narrow(`${file}${suffix}`, fileMode)
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory)
  } catch {
    return []
  }
}

/**
 * Restricts files that an earlier release or a wider umask left readable to others. Changes only files
 * that the service creates, by name. The data directory itself keeps its mode.
 */
export function narrowDataDirectory(directory: string): void {
  const names = namesIn(directory)
  for (const name of names.filter((one) => ownNames.test(one))) {
    narrow(join(directory, name), fileMode)
  }
  if (!names.includes('outbox')) return
  const outbox = join(directory, 'outbox')
  // If it is a file, the first mail reports that.
  if (!statSync(outbox, { throwIfNoEntry: false })?.isDirectory()) return
  narrow(outbox, directoryMode)
  for (const name of namesIn(outbox).filter((one) => mailNames.test(one))) {
    narrow(join(outbox, name), fileMode)
  }
}
