import t from 'tap'
import { excludesSomeRole, isRole, meetsMinimum, roleNames } from '../../src/tokens/roles.js'

t.test('two roles, the lower first', async (t) => {
  t.strictSame(roleNames, ['basic', 'admin'])
  for (const name of roleNames) t.ok(isRole(name), name)
})

t.test('nothing else is a role, least of all what every object has', async (t) => {
  const others = ['', 'jedi', 'Admin', 'constructor', '__proto__', 'toString', 1, null, ['admin']]
  for (const name of others) t.notOk(isRole(name), String(name))
})

t.test('a role may do all that a lower step may', async (t) => {
  t.ok(meetsMinimum('basic', 'basic'))
  t.ok(meetsMinimum('admin', 'basic'))
  t.ok(meetsMinimum('admin', 'admin'))
  t.notOk(meetsMinimum('basic', 'admin'))
})

t.test('the lowest minimum excludes nobody', async (t) => {
  t.notOk(excludesSomeRole('basic'))
  t.ok(excludesSomeRole('admin'))
})
