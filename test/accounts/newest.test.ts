import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { newestCases } from './newest-cases.js'

newestCases(t, { database: 'SQLite', set: 'in-process' }, 4)

/** The sorts by a time in the sources, each with the adjacent sorts. */
const byTime =
  /(\.orderBy\(insertionOrder\(.*\)\s*)?\.orderBy\('(?:\w+\.)?(?:at|exp|until|\w+_at|\w+_exp)'.*\)(\s*\.orderBy\(.*\))?/g

t.test('every sort by time has a second sort key', async (t) => {
  const orders = ['src', 'plugins', 'routes', 'bin'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .flatMap((name) => [...readFileSync(`${folder}/${name}`, 'utf8').matchAll(byTime)])
      .map(([order]) => order)
  )
  t.ok(orders.length > 0)
  for (const order of orders) t.match(order, /orderBy\((insertionOrder\(|'id')/)
})
