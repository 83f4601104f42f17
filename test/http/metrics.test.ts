import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { bearer, build, mint } from '../helper.js'
import { startRedis } from '../redis-server.js'
import { isComplete, logOut, on } from '../revocation/redis-app.js'
import { until } from '../until.js'

/** Returns a port on which nothing listens. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

async function scrape(port: number, path = '/metrics') {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`)
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    text: await answer.text()
  }
}

/** Returns the value of a metric in the text format. */
const sampleOf = (text: string, name: string) =>
  Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${name} `))
      ?.split(' ')[1]
  )

t.test('metrics report the set, its checks and refills, and problems', async (t) => {
  const redis = await startRedis(t)
  const port = await freePort()
  const app = await build(t, { env: { ...on(redis.url), METRICS_PORT: String(port) } })
  await isComplete(app)
  const films = (token: string) => app.inject({ url: '/films/v1/', headers: bearer(token) })
  t.equal((await films(mint())).statusCode, 200)
  await logOut(app, mint())
  await app.inject('/films/v1/')
  await app.inject('/nowhere')
  const { status, type, text } = await scrape(port)
  t.equal(status, 200)
  t.match(type, /^text\/plain/)
  t.equal(sampleOf(text, 'starwars_revocation_entries'), 1)
  t.equal(sampleOf(text, 'starwars_revocation_buckets_complete'), 256)
  t.equal(sampleOf(text, 'starwars_revocations_waiting'), 0)
  t.equal(sampleOf(text, 'starwars_revocation_refills_total'), 1)
  t.equal(sampleOf(text, 'starwars_revocation_refilled_buckets_total'), 256)
  t.equal(sampleOf(text, 'starwars_problems_total{code="token-missing"}'), 1)
  t.equal(sampleOf(text, 'starwars_problems_total{code="internal-error"}'), 0, 'begins with 0')
  t.ok(sampleOf(text, 'starwars_revocation_check_seconds_count{source="redis"}') >= 2)
  t.match(
    text,
    /http_request_duration_seconds_count\{method="GET",route="\/films\/v1\/",status="200"\} 1/
  )
  t.match(text, /http_request_duration_seconds_count\{method="GET",route="none",status="404"\} 1/)
  t.match(text, /^process_resident_memory_bytes \d/m)
  t.equal((await scrape(port, '/')).status, 404)

  for (const name of ['database_query', 'revocation_publish']) {
    t.ok(sampleOf(text, `starwars_${name}_seconds_count`) > 0, name)
  }
  t.equal(sampleOf(text, 'starwars_mails_waiting'), 0)
  t.ok(sampleOf(text, 'starwars_revocation_look_age_seconds') < 60)
  for (const kind of ['redis', 'database', 'other']) {
    t.equal(sampleOf(text, `starwars_revocation_look_error{kind="${kind}"}`), 0)
  }
  t.equal(sampleOf(text, 'starwars_dependency_up{dependency="redis"}'), 1)
  t.equal(sampleOf(text, 'starwars_dependency_up{dependency="database"}'), 1)
  t.notMatch(text, 'dependency="mail"', 'there is no mail server')

  await redis.kill()
  await app.db.destroy()
  const read = async (name: string) => sampleOf((await scrape(port)).text, name)
  await until(async () => (await read('starwars_revocation_look_error{kind="redis"}')) === 1)
  const later = await scrape(port)
  t.equal(later.status, 200, 'also while Redis and the database are down')
  t.notMatch(later.text, /\bNaN\b/i)
  t.equal(sampleOf(later.text, 'starwars_revocations_waiting'), 0, 'the last value stays')
  t.equal(sampleOf(later.text, 'starwars_revocation_entries'), 1)
  t.equal(sampleOf(later.text, 'starwars_dependency_up{dependency="redis"}'), 0)
  t.equal(sampleOf(later.text, 'starwars_dependency_up{dependency="database"}'), 0)
})

t.test('a database that cannot execute queries is down', async (t) => {
  const port = await freePort()
  const app = await build(t, { env: { METRICS_PORT: String(port) } })
  app.databaseState.look = async () => 'database-unreachable'
  t.equal(sampleOf((await scrape(port)).text, 'starwars_dependency_up{dependency="database"}'), 0)
  app.databaseState.look = async () => 'database-full'
  t.equal(sampleOf((await scrape(port)).text, 'starwars_dependency_up{dependency="database"}'), 1)
})

t.test('a value that was never read is left out', async (t) => {
  const port = await freePort()
  const app = await build(t, { env: { METRICS_PORT: String(port) } })
  app.metrics?.gauge({ name: 'unknown', help: 'x', read: () => Promise.reject(new Error()) })
  app.metrics?.gauges({
    name: 'unknowns',
    help: 'x',
    label: 'y',
    read: () => Promise.reject(new Error())
  })
  t.notMatch((await scrape(port)).text, /^unknowns?[ {]/m)
})

t.test('METRICS_HOST selects the address of the listener', async (t) => {
  const METRICS_PORT = String(await freePort())
  await build(t, { env: { METRICS_HOST: '127.0.0.2', METRICS_PORT } })
  await t.rejects(fetch(`http://127.0.0.1:${METRICS_PORT}/metrics`))
  t.equal((await fetch(`http://127.0.0.2:${METRICS_PORT}/metrics`)).status, 200)
})

t.test('metrics report the size of the in-process set', async (t) => {
  const port = await freePort()
  const app = await build(t, { env: { METRICS_PORT: String(port) } })
  await logOut(app, mint())
  const { text } = await scrape(port)
  t.equal(sampleOf(text, 'starwars_revocation_entries'), 1)
})

t.test('a METRICS_PORT in use stops the start', async (t) => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  t.teardown(() => taken.close())
  const { port } = taken.address() as AddressInfo
  await t.rejects(build(t, { env: { METRICS_PORT: String(port) } }), /METRICS_PORT: .*EADDRINUSE/)
})

t.test('without METRICS_PORT there are no metrics', async (t) => {
  const app = await build(t)
  t.equal(app.metrics, null)
})
