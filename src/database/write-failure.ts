import { closeSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** In bytes. */
const pageSize = 4096

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

/** Writes a page at a position. The file is sparse up to there. */
function writePage(file: string, position: number): void {
  const descriptor = openSync(file, 'w', 0o600)
  try {
    let written = 0
    while (written < pageSize) {
      written += writeSync(
        descriptor,
        Buffer.alloc(pageSize - written),
        0,
        null,
        position + written
      )
    }
  } finally {
    closeSync(descriptor)
  }
}

/**
 * Repeats a write that failed in SQLite, to find the cause: SQLite reports "disk I/O error" for a
 * quota, a file size limit and a read-only file system alike.
 *
 * @returns the error of the file system; undefined if the write succeeds
 */
export function writeFailure(directory: string, database: string): Error | undefined {
  const probe = join(directory, `write-probe.${process.pid}`)
  try {
    try {
      writePage(probe, Math.max(sizeOf(database), sizeOf(`${database}-wal`)))
    } finally {
      rmSync(probe, { force: true })
    }
  } catch (error) {
    return error as Error
  }
  return undefined
}
