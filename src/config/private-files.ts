import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'

/** Of everything that the service makes: nobody else reads it, whatever the umask. */
const modes = { file: 0o600, directory: 0o700 }

/** Makes a directory and those above it, for the owner alone. One that is there is left as it is. */
export function makePrivateDirectory(path: string): void {
  if (existsSync(path)) return
  if (dirname(path) !== path) makePrivateDirectory(dirname(path))
  try {
    mkdirSync(path, { mode: modes.directory })
    chmodSync(path, modes.directory)
  } catch (error) {
    // Another process may have made it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

function setMode(path: string, mode: number): void {
  try {
    chmodSync(path, mode)
  } catch {
    // It is missing, or another user's, or on a file system without modes.
  }
}

/** Takes the rights of others away from files that are there, made by an earlier version or copied. */
export const makeFilesPrivate = (...paths: readonly string[]): void =>
  paths.forEach((path) => void setMode(path, modes.file))

/** The same for a directory of ours. */
export const makeDirectoryPrivate = (path: string): void => setMode(path, modes.directory)

/**
 * Makes an empty file where there is none. SQLite gives its other files the mode of the database.
 * A file that is there is not opened: to close it would release the locks of this process on it.
 */
export function makePrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', modes.file))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  makeFilesPrivate(path)
}
