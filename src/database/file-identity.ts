import { statSync } from 'node:fs'
import { databaseStates } from './errors.js'

/** The path of an open file leads to another file, or to none. */
export class DatabaseLostError extends Error {
  readonly code = 'DATABASE_LOST'

  constructor() {
    super(databaseStates['database-lost'])
  }
}

function inode(path: string): string | null {
  try {
    // An inode number may be larger than a safe integer.
    const { dev, ino } = statSync(path, { bigint: true })
    return `${dev}:${ino}`
  } catch {
    return null
  }
}

/**
 * Remembers which files these paths lead to. Inode numbers are not reused while the files are open.
 * Never opens a file: closing it would release SQLite's locks on it.
 *
 * @returns whether each path still leads to the same file; false if a file cannot be inspected
 */
export function identityOf(paths: readonly string[]): () => boolean {
  const noted = paths.map((path) => [path, inode(path)] as const)
  return () => noted.every(([path, known]) => known !== null && inode(path) === known)
}
