import t from 'tap'
import { askPostgres, createDatabase } from '../postgres.js'
import { startRedis } from '../redis-server.js'
import { until } from '../until.js'
import { buildOn } from './redis-app.js'

/* What an idle instance costs its servers. Counts commands between two reads of the pulse. */

const commandsOf = (info: string) => Number(/total_commands_processed:(\d+)/.exec(info)?.[1])

t.test('an idle instance sends few commands, and reads no table of owners', async (t) => {
  const redis = await startRedis(t)
  const url = await createDatabase(t)
  const app = await buildOn(t, redis, { env: { DATABASE_URL: url } })
  const client = await redis.connect(t)
  let reads = 0
  app.pulse.onRead(() => void reads++)
  const statements: string[] = []
  const executor = app.db.getExecutor()
  const { executeQuery } = executor
  executor.executeQuery = ((query, ...rest) => {
    statements.push(query.sql)
    return executeQuery.call(executor, query, ...rest)
  }) as typeof executeQuery

  await until(() => reads >= 2)
  const [before, from] = [commandsOf(await client.info('stats')), reads]
  statements.length = 0
  await until(() => reads >= from + 4)
  const commands = commandsOf(await client.info('stats')) - before
  t.ok(commands <= 5 * (reads - from + 1), `${commands} commands in ${reads - from} seconds`)
  t.ok(statements.length >= 3 && statements.length <= reads - from + 1, `${statements.length}`)
  for (const statement of statements) t.match(statement, /from "revocation_bucket_version"/)

  const [{ count }] = (await askPostgres(
    'select count(*)::int from pg_stat_activity where datname = current_database()',
    url
  )) as [{ count: number }]
  t.ok(count <= 11, 'the connections of the start close after ten seconds')
})

t.test('the loss of one bucket is noticed although there is no request', async (t) => {
  const redis = await startRedis(t)
  const app = await buildOn(t, redis)
  const client = await redis.connect(t)
  let reads = 0
  app.pulse.onRead(() => void reads++)
  await client.del('test:revoked:a7')
  const from = reads
  await until(async () => (await client.zscore('test:revoked:a7', 'gen')) !== null)
  t.ok(reads - from <= 3, `after ${reads - from} looks`)
})
