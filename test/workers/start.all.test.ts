import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { freePort } from '../free-port.js'
import { temporaryDirectory } from '../helper.js'
import { production, Service } from '../server/service.js'
import { until } from '../until.js'
import { twoWorkers } from './two-workers.js'

t.test('readyz is 503 until the last worker has started', async (t) => {
  const gate = join(temporaryDirectory(t), 'gate')
  const port = await freePort()
  const preload = `import cluster from 'node:cluster'
    import { existsSync } from 'node:fs'
    import { setTimeout as sleep } from 'node:timers/promises'
    if (cluster.worker?.id === 2) while (!existsSync('${gate}')) await sleep(10)`
  const env = { ...(await twoWorkers(t)), PORT: String(port) }
  const service = new Service(t, { env, preload })
  const get = (path: string) =>
    fetch(`http://127.0.0.1:${port}${path}`).catch(() => ({ status: 0, text: async () => '' }))
  await until(async () => (await get('/healthz')).status === 200, 60_000)
  const early = await get('/readyz')
  t.equal(early.status, 503)
  t.match(await early.text(), 'workers-starting')
  t.notMatch(service.stdout, /listening/, 'there is no start message yet')
  t.notOk(existsSync(gate))

  writeFileSync(gate, '')
  await service.origin()
  await until(async () => (await get('/readyz')).status === 200)
})

t.test('a setting that the workers refuse ends the parent with one message', async (t) => {
  const env = await twoWorkers(t)
  const service = new Service(t, { env: { ...env, DATABASE_URL: `${env.DATABASE_URL}_x` } })
  t.equal(await service.ended, 1)
  t.match(service.stderr, /^starwars-api does not start:\n {2}DATABASE_URL: [^\n]+\n$/)
})

t.test('an address that is not of this machine is refused', async (t) => {
  const env = { ...(await twoWorkers(t)), ...production, HOST: '192.0.2.1' }
  for (const PORT of ['0', String(await freePort())]) {
    const service = new Service(t, { env: { ...env, PORT } })
    t.equal(await service.ended, 1)
    t.match(
      service.stderr,
      /^starwars-api does not start:\n {2}HOST, PORT: [^\n]+192\.0\.2\.1[^\n]*\n$/
    )
  }
})

t.test('five deaths of workers within a minute end the service', async (t) => {
  const preload = `import cluster from 'node:cluster'
    if (cluster.isWorker) process.exit(7)`
  const service = new Service(t, { env: await twoWorkers(t), preload })
  t.equal(await service.ended, 1)
  const deaths = service.log.filter(({ code }) => code === 7)
  t.strictSame(
    deaths.map(({ delay }) => delay),
    [100, 200, 400, 800, undefined]
  )
  t.match(deaths.at(-1), { level: 60, msg: /five workers died within a minute/ })
  t.equal(service.stderr, '')
})

t.test('SIGTERM while the workers load their modules closes them', async (t) => {
  // The parent sends the order to close before the workers receive any.
  const preload = `import cluster from 'node:cluster'
    import { once } from 'node:events'
    if (cluster.isWorker) {
      console.log('loading')
      await once(cluster.worker, 'message')
    }`
  const service = new Service(t, { env: await twoWorkers(t), preload })
  await service.prints(/loading[\s\S]*loading/)
  service.kill('SIGTERM')
  t.equal(await service.ended, 0)
})
