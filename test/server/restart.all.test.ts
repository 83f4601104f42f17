import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { bearer, temporaryDirectory } from '../helper.js'
import { printToken, Service } from './service.js'

t.test('tokens survive a restart, because generated secrets are kept', async (t) => {
  const env = {
    NODE_ENV: '',
    DATA_DIR: temporaryDirectory(t),
    JWT_SECRET: '',
    JWT_REFRESH_SECRET: '',
    JWT_EMAIL_SECRET: '',
    JWT_PASSWORD_SECRET: ''
  }
  const read = async (service: Service, token: string) =>
    (await fetch(`${await service.origin()}/films/v1/`, { headers: bearer(token) })).status

  const before = new Service(t, { env })
  await before.origin()
  const token = await printToken(env)
  t.equal(await read(before, token), 200)
  before.kill('SIGTERM')
  t.equal(await before.ended, 0)
  const { mode } = await stat(join(env.DATA_DIR, 'secrets.json'))
  t.equal(mode & 0o777, 0o600)

  const after = new Service(t, { env })
  t.equal(await read(after, token), 200)
  t.equal(await read(after, await printToken({ ...env, DATA_DIR: temporaryDirectory(t) })), 401)
})
