import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { runCommand } from '../bin/run-command.js'
import { bearer, mint, secrets, temporaryDirectory } from '../helper.js'
import { until } from '../until.js'
import { twoWorkers } from '../workers/two-workers.js'
import { Service } from './service.js'

t.test('workers and commands read secrets from files', async (t) => {
  const directory = temporaryDirectory(t)
  const { DATABASE_URL = '', REDIS_URL = '', ...settings } = await twoWorkers(t)
  const values = { DATABASE_URL, REDIS_URL, JWT_SECRET: secrets.access }
  const files = Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => {
      const file = join(directory, name)
      writeFileSync(file, `${value}\n`)
      return [
        [name, ''],
        [`${name}_FILE`, file]
      ]
    })
  )
  const env = { ...settings, ...files, DATA_DIR: directory }
  const service = new Service(t, { env })
  const origin = await service.origin()
  await until(async () => (await fetch(`${origin}/readyz`)).status === 200)
  const films = (token: string) => fetch(`${origin}/films/v1/`, { headers: bearer(token) })
  t.equal((await films(mint())).status, 200)

  const migrated = await runCommand('migrate', ['status'], env)
  t.notMatch(migrated.stdout, /pending/, 'migrate uses the same database')
  const { stdout } = await runCommand('token', ['--role', 'basic'], env)
  t.equal((await films(stdout.trim())).status, 200)
  const admin = ['create', 'leia@example.org', '--role', 'admin']
  t.equal((await runCommand('admin', admin, env, 'a long and unusual passphrase')).code, 0)
  t.match((await runCommand('admin', ['list'], env)).stdout, 'leia@example.org')
})
