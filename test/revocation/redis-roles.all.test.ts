import { setTimeout as sleep } from 'node:timers/promises'
import type { Redis } from 'ioredis'
import t from 'tap'
import { mint } from '../helper.js'
import { startRedis } from '../redis-server.js'
import { until } from '../until.js'
import { getFilms, isComplete, logOut, start, statusOf } from './redis-app.js'

const follow = async (follower: Redis, { port }: { readonly port: number }) => {
  await follower.replicaof('127.0.0.1', port)
  await until(async () => (await follower.info('replication')).includes('master_link_status:up'))
}

t.test('a master that has been a replica of an older copy is refilled', async (t) => {
  const config = ['repl-diskless-sync-delay 0']
  const copy = await startRedis(t, { config })
  const { redis, app, client } = await start(t)
  const copyClient = await copy.connect(t)
  await follow(copyClient, redis)
  await copyClient.replicaof('NO', 'ONE')

  const token = mint()
  t.equal(await statusOf(logOut(app, token)), 200)
  t.equal(await statusOf(getFilms(app, token)), 401)
  const runIdOf = async () => /^run_id:(\w+)/m.exec(await client.info('server'))?.[1]
  const runId = await runIdOf()
  await follow(client, copy)
  await client.replicaof('NO', 'ONE')
  t.equal(await runIdOf(), runId, 'the process did not restart')

  // The old identity may be used for this long.
  await sleep(2100)
  t.equal(await statusOf(getFilms(app, token)), 401)
  await isComplete(app)
  t.equal(await statusOf(getFilms(app, token)), 401)
  t.equal(await statusOf(getFilms(app, mint())), 200)
})
