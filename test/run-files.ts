import { pathToFileURL } from 'node:url'
import t, { type Test } from 'tap'
import { nameOf } from './test-files.js'

/*
 * Runs several test files in this process in sequence, because starting a process and loading the
 * application costs more than most tests. Each file is a subtest with its name. Within a file, the
 * root object of tap is that subtest, so resources are closed when the file ends.
 */

const delegated = ['test', 'teardown', 'comment'] as const

// The parent process limits the time.
t.setTimeout(0)

const root = Object.fromEntries(delegated.map((name) => [name, t[name].bind(t)])) as Pick<
  Test,
  (typeof delegated)[number]
>

for (const file of process.argv.slice(2)) {
  await root.test(nameOf(file), async (subtest) => {
    subtest.setTimeout(0)
    for (const name of delegated) Object.assign(t, { [name]: subtest[name].bind(subtest) })
    await import(pathToFileURL(file).href)
  })
  Object.assign(t, root)
}
