import { relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import t, { type Test } from 'tap'

/*
 * Runs several test files in this process, one after another: starting a process and loading the
 * application costs more than most tests. Each file is a subtest by its name. What the files do
 * with tap's root object, they do with that subtest: what they open is closed when the file ends.
 */

const delegated = ['test', 'teardown', 'comment'] as const

const root = Object.fromEntries(delegated.map((name) => [name, t[name].bind(t)])) as Pick<
  Test,
  (typeof delegated)[number]
>

const nameOf = (file: string) => relative('dist-test', file).replace(/js$/, 'ts')

for (const file of process.argv.slice(2)) {
  await root.test(nameOf(file), async (subtest) => {
    for (const name of delegated) Object.assign(t, { [name]: subtest[name].bind(subtest) })
    await import(pathToFileURL(file).href)
  })
  Object.assign(t, root)
}
