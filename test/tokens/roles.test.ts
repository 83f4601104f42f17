import t from 'tap'
import {
  adminRoles,
  excludesSomeRole,
  isAdminRole,
  isRole,
  meetsMinimum,
  roleNames
} from '../../src/tokens/roles.js'

t.test('every name of the list is a role', async (t) => {
  for (const name of ['basic', 'admin', ...roleNames]) t.ok(isRole(name), name)
})

t.test('no other value is a role, not even an inherited member name', async (t) => {
  const others = ['', 'jedi', 'Admin', 'constructor', '__proto__', 'toString', 1, null, ['admin']]
  for (const name of others) t.notOk(isRole(name), String(name))
})

t.test('a role includes the roles that are listed before it', async (t) => {
  for (const [rank, role] of roleNames.entries()) {
    for (const [minimumRank, minimum] of roleNames.entries()) {
      t.equal(meetsMinimum(role, minimum), rank >= minimumRank, `${role}, minimum ${minimum}`)
    }
  }
  t.notOk(meetsMinimum('basic', 'admin'))
})

t.test('an admin and every role above it have the rights of an admin', async (t) => {
  t.strictSame(adminRoles, roleNames.slice(roleNames.indexOf('admin')))
  for (const role of roleNames) t.equal(isAdminRole(role), adminRoles.includes(role), role)
})

t.test('the lowest minimum role admits everyone', async (t) => {
  const [lowest, ...others] = roleNames
  t.notOk(excludesSomeRole(lowest))
  for (const role of others) t.ok(excludesSomeRole(role), role)
})
