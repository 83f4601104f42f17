import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type ServerName, serverNames, servers } from './servers.js'

/** The directory of the compiled tests. */
const root = dirname(fileURLToPath(import.meta.url))

/**
 * Larger groups of files are distributed over processes, so that no core waits for the last one.
 */
const filesPerProcess = 12
/** The same for the files of the second circle: one of them may take a minute. */
export const slowFilesPerProcess = 3

export interface Group {
  readonly name: string
  /** Absolute paths. */
  readonly files: readonly string[]
}

/** The source path of a compiled file: `test/films/pages.test.ts`. */
export const nameOf = (file: string) =>
  relative(dirname(root), file).replaceAll('\\', '/').replace(/js$/, 'ts')

/** @param prefixes prefixes of the names of the wanted files; none: all files */
export function findTestFiles(prefixes: readonly string[]): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.js'))
    .map((file) => join(root, file))
    .filter((file) => prefixes.length === 0 || prefixes.some((one) => nameOf(file).startsWith(one)))
    .sort()
}

/** Groups of files that share a process, the largest first. */
export function groupByFolder(files: readonly string[], atMost = filesPerProcess): Group[] {
  return [...new Set(files.map(dirname))]
    .flatMap((folder) => {
      const own = files.filter((file) => dirname(file) === folder)
      const count = Math.ceil(own.length / atMost)
      return Array.from({ length: count }, (_, i) => ({
        name: count === 1 ? nameOf(folder) : `${nameOf(folder)} (${i + 1} of ${count})`,
        files: own.filter((_, j) => j % count === i)
      }))
    })
    .sort((a, b) => b.files.length - a.files.length)
}

function importsOf(file: string): string[] {
  const paths = readFileSync(file, 'utf8').matchAll(/(?:from|^import) "(\.[^"]+)"/gm)
  return [...paths].map(([, path]) => resolve(dirname(file), String(path)))
}

/** A file with all its direct and indirect imports from the tests. */
function closureOf(file: string, known = new Set<string>()): Set<string> {
  if (known.has(file) || !file.startsWith(root)) return known
  known.add(file)
  for (const path of importsOf(file)) closureOf(path, known)
  return known
}

/** The servers that a file needs, because it imports the modules that start them. */
export function serversOf(file: string): ServerName[] {
  const closure = closureOf(file)
  return serverNames.filter((name) => closure.has(join(root, servers[name].module)))
}

export const usesEveryStore = (file: string) => importsOf(file).includes(join(root, 'stores.js'))
