import { closeSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** In bytes. */
const pageSize = 4096

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

/** Writes a page at a position. What lies before it takes no space. */
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
 * Tries to write where SQLite could not: it says "disk I/O error" of a quota, a limit of the file size
 * and a file system that has become read-only alike.
 *
 * @returns what the file system says; undefined where it takes the write
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
