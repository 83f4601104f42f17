import t from 'tap'
import { until } from '../until.js'
import { startTwo } from './two-workers.js'

t.test('a dead worker is replaced, while requests go on', async (t) => {
  const { service, ask, askWorker, killWorker } = await startTwo(t)
  t.equal(await askWorker(1, '/films/v1/'), 200)
  killWorker(1, 'SIGKILL')
  await service.prints(/a worker died/)
  t.match(
    service.log.find(({ msg }) => String(msg).startsWith('a worker died')),
    { level: 50, worker: 1, signal: 'SIGKILL', delay: 100 }
  )
  t.match(await ask('/films/v1/'), { status: 200 })
  t.equal(await askWorker(3, '/films/v1/'), 200, 'on the same port')
  t.equal(await askWorker(3, '/readyz'), 200)
  t.equal(service.stdout.split('istening at ').length, 2, 'no second start message')
  service.kill('SIGTERM')
  t.equal(await service.ended, 0)
})

t.test('after the death of all workers, the port is the same', async (t) => {
  const { origin, askWorker, killWorker } = await startTwo(t)
  for (const worker of [1, 2]) t.equal(await askWorker(worker, '/films/v1/'), 200)
  for (const worker of [1, 2]) killWorker(worker, 'SIGKILL')
  // Until a worker listens again, connections are refused.
  await until(() =>
    fetch(`${origin}/healthz`).then(
      () => true,
      () => false
    )
  )
  for (const worker of [3, 4]) t.equal(await askWorker(worker, '/films/v1/'), 200)
})

t.test('no worker survives the death of its parent', async (t) => {
  const { service, askWorker } = await startTwo(t)
  for (const worker of [1, 2]) t.equal(await askWorker(worker, '/films/v1/'), 200)
  service.kill('SIGKILL')
  // Resolves when the last process that can write to the output has ended.
  t.equal(await service.ended, 'SIGKILL')
})

t.test('a worker that receives SIGTERM alone closes, and is replaced', async (t) => {
  const { service, askWorker, killWorker } = await startTwo(t)
  t.equal(await askWorker(1, '/films/v1/'), 200)
  killWorker(1, 'SIGTERM')
  await service.prints(/a worker died/)
  t.equal(await askWorker(3, '/films/v1/'), 200)
  t.match(
    service.log.find(({ msg }) => String(msg).startsWith('a worker died')),
    { worker: 1, code: 0 }
  )
})
