import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { newestCases } from './newest-cases.js'

newestCases(t, { database: 'SQLite', set: 'in-process' }, 4)

/** Orders by a time, as they stand in the sources: each with what stands before and after it. */
const byTime =
  /(\.orderBy\(written\(.*\)\s*)?\.orderBy\('(?:\w+\.)?(?:at|exp|until|\w+_at|\w+_exp)'.*\)(\s*\.orderBy\(.*\))?/g

t.test('no order is decided by a time alone', async (t) => {
  const orders = ['src', 'plugins', 'routes', 'bin'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .flatMap((name) => [...readFileSync(`${folder}/${name}`, 'utf8').matchAll(byTime)])
      .map(([order]) => order)
  )
  t.ok(orders.length > 0)
  for (const order of orders) t.match(order, /orderBy\((written\(|'id')/)
})
