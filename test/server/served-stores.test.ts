import t from 'tap'
import { start } from '../accounts/flows.js'
import { bearer } from '../helper.js'
import { createDatabase } from '../postgres.js'
import { startRedis } from '../redis-server.js'

t.test('on PostgreSQL and Redis, a session works from login to logout', async (t) => {
  const { url } = await startRedis(t)
  const env = { DATABASE_URL: await createDatabase(t), REDIS_URL: url }
  const { server, makeAccount, logIn, post } = await start(t, { env })
  const read = async (token: string) =>
    (await server.inject({ url: '/films/v1/', headers: bearer(token) })).statusCode

  await makeAccount()
  const first = (await logIn()).json()
  t.equal(await read(first.token), 200)
  const second = (await post('generate_tokens', undefined, first.refresh_token)).json()
  t.strictSame([await read(first.token), await read(second.token)], [401, 200])
  t.equal((await post('logout', undefined, second.token)).statusCode, 200)
  t.equal(await read(second.token), 401)
})
