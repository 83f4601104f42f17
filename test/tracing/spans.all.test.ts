import t, { type Test } from 'tap'
import { freePort } from '../free-port.js'
import { bearer, mint } from '../helper.js'
import { askPostgres, createDatabase } from '../postgres.js'
import { startRedis } from '../redis-server.js'
import { Service } from '../server/service.js'
import { until } from '../until.js'
import { startCollector } from './collector.js'

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const parentId = '00f067aa0ba902b7'
const headers = { traceparent: `00-${traceId}-${parentId}-01` }

/** Sends spans soon. */
const soon = { OTEL_BSP_SCHEDULE_DELAY: '50' }

async function logIn(origin: string) {
  return fetch(`${origin}/users/v1/login`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'leia@example.org', password: 'a-secret-password-of-leia' })
  })
}

/** Sends requests with secrets. @returns what the collector has received of them */
async function traced(t: Test, env: Record<string, string>) {
  const collector = await startCollector(t)
  const service = new Service(t, {
    env: { ...soon, ...env, OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/` }
  })
  const origin = await service.origin()
  await until(async () => (await fetch(`${origin}/readyz`)).status === 200)
  const token = mint()
  const link = `${origin}/users/v1/email_verification?token=${mint('email')}`
  t.equal(
    (await fetch(`${origin}/films/v1/?search=hope`, { headers: { ...bearer(token), ...headers } }))
      .status,
    200
  )
  await fetch(link)
  t.equal((await logIn(origin)).status, 401)
  t.equal((await fetch(`${origin}/nowhere/${mint()}`)).status, 404)
  service.kill('SIGTERM')
  t.equal(await service.ended, 0)
  const received = collector.received()
  const text = received.toString('latin1')
  t.ok(received.includes(Buffer.from(traceId, 'hex')), 'the trace of the caller goes on')
  t.ok(received.includes(Buffer.from(parentId, 'hex')))
  t.ok(collector.requests.every((one) => one === 'POST /v1/traces application/x-protobuf'))
  for (const name of ['GET /films/v1/', 'POST /users/v1/login', 'starwars-api', 'select']) {
    t.match(text, name)
  }
  for (const secret of ['eyJ', 'token=', 'search=', 'leia@', 'a-secret-password', 'Bearer']) {
    t.notMatch(text, secret, `no ${secret}`)
  }
  return { text, service }
}

t.test('requests, Redis commands and SQL queries are traced, without secrets', async (t) => {
  const redis = await startRedis(t)
  const DATABASE_URL = await createDatabase(t)
  const { text } = await traced(t, { DATABASE_URL, REDIS_URL: redis.url, RATE_LIMIT: 'on' })
  for (const name of ['ZMSCORE', 'EVALSHA', 'redis', 'postgresql', 'from "users"']) {
    t.match(text, name)
  }
  t.notMatch(text, 'starwars:throttle', 'keys are no attributes')
})

t.test('SQLite is traced', async (t) => {
  const { text } = await traced(t, {})
  t.match(text, 'sqlite')
})

t.test('a failed query has a span with its failure, and without its message', async (t) => {
  const collector = await startCollector(t)
  const redis = await startRedis(t)
  const DATABASE_URL = await createDatabase(t)
  const env = {
    ...soon,
    DATABASE_URL,
    REDIS_URL: redis.url,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url
  }
  const service = new Service(t, { env })
  const origin = await service.origin()
  await askPostgres('alter table users rename to somebody_else', DATABASE_URL)
  t.equal((await logIn(origin)).status, 500)
  await redis.ask((client) => client.call('ACL', 'SETUSER', 'default', '-zmscore'))
  t.equal((await fetch(`${origin}/films/v1/`, { headers: bearer(mint()) })).status, 503)
  service.kill('SIGTERM')
  t.equal(await service.ended, 0)
  const text = collector.received().toString('latin1')
  t.match(text, 'from "users"')
  t.match(text, 'ZMSCORE')
  t.notMatch(text, /does not exist|NOPERM|stack/)
})

t.test('a collector that is down is logged once, and delays nothing', async (t) => {
  const endpoint = `http://127.0.0.1:${await freePort()}`
  const service = new Service(t, { env: { ...soon, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } })
  const origin = await service.origin()
  for (let i = 0; i < 3; i++) {
    t.equal((await fetch(`${origin}/healthz`)).status, 200)
    await until(() => service.log.some(({ msg }) => msg === 'traces cannot be sent'))
  }
  const failures = service.log.filter(({ msg }) => msg === 'traces cannot be sent')
  t.match(failures, [{ reason: /^connect ECONNREFUSED [\d.:]+$/ }])
  t.equal(failures.length, 1)
  service.kill('SIGTERM')
  t.equal(await service.ended, 0)
})
