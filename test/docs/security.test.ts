import { readFileSync } from 'node:fs'
import t from 'tap'
import { eventTypes } from '../../src/accounts/store/events.js'

t.test('the security page lists the types of events', async (t) => {
  const [, section] = readFileSync('docs/security.md', 'utf8').split('\n## Events\n')
  const rows = [...String(section).matchAll(/^\| (`[^|]+) \|/gm)]
  const types = rows.flatMap(([, names]) => String(names).replaceAll('`', '').split(', '))
  t.same(types.toSorted(), [...eventTypes].sort())
})
