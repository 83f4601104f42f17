import { statSync } from 'node:fs'

/** A path leads to another file than the one that is open, or to none. */
export class DatabaseLostError extends Error {
  readonly code = 'DATABASE_LOST'

  constructor() {
    super('the database file was removed or replaced while it was open')
  }
}

function inode(path: string): string | null {
  try {
    // A number of an inode may be larger than a safe integer.
    const { dev, ino } = statSync(path, { bigint: true })
    return `${dev}:${ino}`
  } catch {
    return null
  }
}

/**
 * Notes which files some paths lead to. Their numbers are not used again while the files are open.
 * Never opens a file: to close it would release the locks that SQLite has on it.
 *
 * @returns whether each still leads there; a file that cannot be looked at does not
 */
export function identityOf(paths: readonly string[]): () => boolean {
  const noted = paths.map((path) => [path, inode(path)] as const)
  return () => noted.every(([path, known]) => known !== null && inode(path) === known)
}
