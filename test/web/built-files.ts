import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Test } from 'tap'
import { temporaryDirectory } from '../helper.js'

/** Writes files as the build of the web page does, and returns their directory. */
export function writeBuiltFiles(t: Test, files: Readonly<Record<string, string>>): string {
  const directory = temporaryDirectory(t)
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true })
    writeFileSync(join(directory, name), content)
  }
  return directory
}

/** A page like the one that the build writes. */
export const builtPage =
  '<html><head><script type="module" src="./assets/a-1.js"></script></head><body></body></html>'
