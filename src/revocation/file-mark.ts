import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { highestOf, isAhead, type Mark, type MarkStore, markMembers } from './mark.js'
import { refuseForDatabase } from './refuse.js'

/** Backups leave this file out: it must name more revocations than a restored database. */
export const markFile = 'revocation-mark.json'

function parse(file: string, text: string): Mark {
  try {
    const mark = JSON.parse(text) as Mark
    if (markMembers.every((member) => Number.isSafeInteger(mark[member]))) return mark
  } catch {
    // Reported below, together with all other kinds of damage.
  }
  throw new Error(
    `${file} is damaged. Restore it. Without it, the service does not notice that the database was restored: if it was, delete the file and run "npm run admin -- tokens-valid-from now"`
  )
}

/** Keeps the mark in a file of the data directory, for a service that runs as one process. */
export function createFileMark(directory: string): MarkStore {
  const file = join(directory, markFile)

  function read(): Mark {
    try {
      return parse(file, readFileSync(file, 'utf8'))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
      throw error
    }
  }

  async function raise(mark: Mark): Promise<void> {
    const kept = read()
    if (!isAhead(mark, kept)) return
    const draft = `${file}.${process.pid}`
    const descriptor = openSync(draft, 'w', 0o600)
    try {
      writeSync(descriptor, `${JSON.stringify(highestOf(mark, kept), null, 2)}\n`)
      // A power failure must not leave an empty file.
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
    renameSync(draft, file)
  }

  return { read: async () => read(), raise: (mark) => raise(mark).catch(refuseForDatabase) }
}
