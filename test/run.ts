import { readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import t from 'tap'

const usage = `Usage: node dist-test/test/run.js [--circle 1|2] [PATH...]
  --circle N  1 (default): what decides whether a change is right; 2: the files *.all.test.ts
  PATH        only files whose path begins so, for example test/films or test/films/pages
Prints TAP. The files of a folder share processes; as many run at a time as there are cores.`

/** In milliseconds. Only a test that hangs takes this long. */
const timeout = 600_000

/** More files than this are shared out between processes, so that no core waits for the last one. */
const filesPerProcess = 12

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { circle: { type: 'string', default: '1' }, help: { type: 'boolean', default: false } }
})

const tests = dirname(fileURLToPath(import.meta.url))

const isOfCircle = (file: string) => file.endsWith('.all.test.js') === (values.circle === '2')

/** A compiled file's path as it is written of the sources. */
const sourceOf = (file: string) => `test/${file.split(sep).join('/').replace(/js$/, 'ts')}`

const isWanted = (file: string) =>
  positionals.length === 0 || positionals.some((path) => sourceOf(file).startsWith(path))

interface Group {
  readonly name: string
  readonly files: readonly string[]
}

function groupsOf(files: readonly string[]): Group[] {
  return [...new Set(files.map(dirname))].flatMap((folder) => {
    const own = files.filter((file) => dirname(file) === folder)
    const count = Math.ceil(own.length / filesPerProcess)
    return Array.from({ length: count }, (_, i) => ({
      name: count === 1 ? `test/${folder}` : `test/${folder} (${i + 1} of ${count})`,
      files: own.filter((_, j) => j % count === i)
    }))
  })
}

function run(groups: readonly Group[]): void {
  t.jobs = Math.max(2, availableParallelism())
  for (const { name, files } of groups) {
    const args = [
      '--enable-source-maps',
      join(tests, 'run-files.js'),
      ...files.map((file) => join(tests, file))
    ]
    t.spawn(process.execPath, args, { buffered: true, timeout, name })
  }
}

if (values.help) console.log(usage)
else {
  const files = readdirSync(tests, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.js') && isOfCircle(file) && isWanted(file))
    .sort()
  // The fullest first: the last ones are short.
  run(groupsOf(files).sort((a, b) => b.files.length - a.files.length))
}
