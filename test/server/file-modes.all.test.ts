import { mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { runCommand } from '../bin/run-command.js'
import { temporaryDirectory } from '../helper.js'
import { Service } from './service.js'

function openDirectory(t: Test) {
  const data = join(temporaryDirectory(t), 'data')
  mkdirSync(data)
  return data
}

function holdsOwnerOnly(t: Test, data: string) {
  for (const name of readdirSync(data)) {
    t.equal(statSync(join(data, name)).mode & 0o777, 0o600, name)
  }
}

/** Permissive masks, and one that would remove the rights of the owner. */
for (const umask of ['0', '0o22', '0o277']) {
  t.test(
    `a service with umask ${umask} creates files that only the owner can access`,
    async (t) => {
      const data = openDirectory(t)
      const env = { DATA_DIR: data, JWT_SECRET: '' }
      const service = new Service(t, { env, preload: `process.umask(${umask})` })
      await service.prints(/listens on (\S+)/)
      for (const name of ['starwars.db', 'starwars.db-wal', 'starwars.db-shm', 'secrets.json']) {
        t.ok(readdirSync(data).includes(name), name)
      }
      holdsOwnerOnly(t, data)
      const args = ['create', 'leia@example.org', '--role', 'admin']
      const { code } = await runCommand('admin', args, env, 'four unrelated green boats')
      t.equal(code, 0)
      holdsOwnerOnly(t, data)
    }
  )
}

const commands: [name: string, args: string[]][] = [
  ['admin', ['list']],
  ['migrate', ['up']],
  ['token', ['--role', 'basic']]
]
for (const [name, args] of commands) {
  t.test(`the command ${name} creates files that only the owner can access`, async (t) => {
    const before = process.umask(0)
    t.teardown(() => process.umask(before))
    const data = openDirectory(t)
    const { code } = await runCommand(name, args, { DATA_DIR: data, JWT_SECRET: '' })
    t.equal(code, 0)
    t.not(readdirSync(data).length, 0)
    holdsOwnerOnly(t, data)
  })
}
