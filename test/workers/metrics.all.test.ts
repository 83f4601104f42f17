import t from 'tap'
import { freePort } from '../free-port.js'
import { until } from '../until.js'
import { startTwo } from './two-workers.js'

t.test('the metrics of the workers are added up; a common fact is reported once', async (t) => {
  const port = await freePort()
  const { service, ask } = await startTwo(t, { env: { METRICS_PORT: String(port) } })
  let requests = 0
  const served = new Set<number>()
  while (served.size < 2) {
    served.add((await ask('/films/v1/')).worker)
    requests++
  }
  t.equal((await ask('/users/v1/logout', { method: 'POST' })).status, 200)

  const scrape = () => fetch(`http://127.0.0.1:${port}/metrics`)
  const isComplete = /\nstarwars_revocation_buckets_complete 256\n/
  // Each worker probes the set by itself.
  await until(async () => isComplete.test(await (await scrape()).text()))
  const answer = await scrape()
  t.equal(answer.status, 200)
  t.match(answer.headers.get('content-type'), /^text\/plain/)
  const text = await answer.text()
  const films = 'http_request_duration_seconds_count{method="GET",route="/films/v1/",status="200"}'
  t.match(text, `${films} ${requests}\n`, 'requests are added up')
  t.match(text, '\nstarwars_revocation_buckets_complete 256\n', 'the set is the same')
  t.match(text, '\nstarwars_revocation_entries 1\n', 'it holds one id')
  t.match(text, '\nstarwars_revocations_waiting 0\n')
  service.kill('SIGTERM')
  t.equal(await service.ended, 0, 'the listener does not delay the end')
})

t.test('an unknown value is left out', async (t) => {
  const port = await freePort()
  // The parent receives the values of the workers over a channel that must keep NaN.
  const preload = `import cluster from 'node:cluster'
    import { createRequire } from 'node:module'
    if (cluster.isWorker) {
      const { Gauge } = createRequire(process.argv[1])('prom-client')
      const { set } = Gauge.prototype
      Gauge.prototype.set = function (...values) {
        set.call(this, ...(this.name === 'starwars_revocations_waiting' ? [NaN] : values))
      }
    }`
  await startTwo(t, { env: { METRICS_PORT: String(port) }, preload })
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  t.notMatch(text, /^starwars_revocations_waiting /m)
  t.match(text, '\nstarwars_revocation_entries 0\n')
  t.match(text, '\nstarwars_dependency_up{dependency="redis"} 1\n')
  t.match(text, /^starwars_database_pool_wait_seconds_count [1-9]/m)
})

t.test('a worker that dies during a scrape does not make it fail', async (t) => {
  const port = await freePort()
  const { service, askWorker, killWorker } = await startTwo(t, {
    env: { METRICS_PORT: String(port) }
  })
  for (const worker of [1, 2]) t.equal(await askWorker(worker, '/films/v1/'), 200)
  // It keeps the scrape waiting.
  killWorker(2, 'SIGSTOP')
  const answer = fetch(`http://127.0.0.1:${port}/metrics`)
  // The parent handles requests in their order.
  t.equal((await fetch(`http://127.0.0.1:${port}/`)).status, 404)
  killWorker(2, 'SIGKILL')
  t.equal((await answer).status, 200)
  t.match(await (await answer).text(), /^starwars_revocation_buckets_complete 256$/m)
  service.kill('SIGTERM')
  t.equal(await service.ended, 0)
})
