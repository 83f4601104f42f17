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

/** What a process sets first: everything that it makes, by whatever library, is its owner's alone. */
export const ownerOnlyUmask = 0o077

/** Of what the service makes in its data directory; no umask makes them wider. */
const fileMode = 0o600
const directoryMode = 0o700

/** What SQLite puts beside a database, which gets the mode of the database. */
const databaseSuffixes = ['', '-wal', '-shm', '-journal']
const ownNames = /^((starwars|serving-lock)\.db(-wal|-shm|-journal)?|secrets\.json(\.\d+)?)$/
const mailNames = /\.(eml|txt)$/

/**
 * Sets the mode by path, never through a descriptor: closing one would end the locks that SQLite
 * holds on the file in this process. A file of another user was not made by the service, and some
 * file systems have no modes: neither is a reason to refuse to start.
 */
function narrow(path: string, mode: number): void {
  try {
    if ((statSync(path).mode & 0o777) !== mode) chmodSync(path, mode)
  } catch {
    // Whatever cannot be used is reported by what opens it.
  }
}

/**
 * Makes a directory, and those above it, for the owner alone. One that exists stays as it is.
 * Node's own `recursive` never returns where a parent takes no directories, as in /proc.
 */
export function makeOwnDirectory(directory: string): void {
  if (existsSync(directory)) return
  if (dirname(directory) !== directory) makeOwnDirectory(dirname(directory))
  try {
    mkdirSync(directory, { mode: directoryMode })
    narrow(directory, directoryMode)
  } catch (error) {
    // Another process may have made it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

/** Makes a database file for the owner alone, before SQLite opens it with the umask's mode. */
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
 * Takes from others what an earlier release or a wider umask let them read. Changes only what the
 * service makes, by name; the data directory itself stays as its owner made it.
 */
export function narrowDataDirectory(directory: string): void {
  const names = namesIn(directory)
  for (const name of names.filter((one) => ownNames.test(one))) {
    narrow(join(directory, name), fileMode)
  }
  if (!names.includes('outbox')) return
  const outbox = join(directory, 'outbox')
  // A file in its place is reported with the first mail.
  if (!statSync(outbox, { throwIfNoEntry: false })?.isDirectory()) return
  narrow(outbox, directoryMode)
  for (const name of namesIn(outbox).filter((one) => mailNames.test(one))) {
    narrow(join(outbox, name), fileMode)
  }
}
