import t from 'tap'
import { excludesSomeRole, isRole, meetsMinimum, roleNames } from '../../src/tokens/roles.js'

t.test('the roles are listed in ascending order', async (t) => {
  t.strictSame(roleNames, ['basic', 'admin'])
  for (const name of roleNames) t.ok(isRole(name), name)
})

t.test('no other value is a role, not even an inherited member name', async (t) => {
  const others = ['', 'jedi', 'Admin', 'constructor', '__proto__', 'toString', 1, null, ['admin']]
  for (const name of others) t.notOk(isRole(name), String(name))
})

t.test('a role includes the lower roles', async (t) => {
  t.ok(meetsMinimum('basic', 'basic'))
  t.ok(meetsMinimum('admin', 'basic'))
  t.ok(meetsMinimum('admin', 'admin'))
  t.notOk(meetsMinimum('basic', 'admin'))
})

t.test('the lowest minimum role admits everyone', async (t) => {
  t.notOk(excludesSomeRole('basic'))
  t.ok(excludesSomeRole('admin'))
})
