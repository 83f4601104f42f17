import { randomUUID } from 'node:crypto'
import t from 'tap'
import { bearer, mint } from '../helper.js'
import { Service } from '../server/service.js'
import { startTwo, twoWorkers } from './two-workers.js'

t.test('two workers serve on one port, and start messages appear once', async (t) => {
  const { service, origin, askWorker } = await startTwo(t)
  for (const worker of [1, 2]) t.equal(await askWorker(worker, '/films/v1/'), 200)
  await service.prints(/A token:/)
  t.equal(service.stdout.split('istening at ').length, 2, 'one log line')
  t.equal(service.stdout.split(`listens on ${origin}`).length, 2, 'one start message')
  t.notOk(
    service.log.some(({ msg }) => msg === ''),
    'no empty line'
  )
})

t.test('a revocation by one worker is in force in the other', async (t) => {
  const { ask, askWorker } = await startTwo(t)
  const headers = bearer(mint('access', { sub: randomUUID() }))
  for (const worker of [1, 2]) t.equal(await askWorker(worker, '/films/v1/', { headers }), 200)
  const { status, worker } = await ask('/users/v1/logout', { headers, method: 'POST' })
  t.equal(status, 200)
  t.equal(await askWorker(3 - worker, '/films/v1/', { headers }), 401)
})

t.test('WORKERS=auto starts as many workers as the machine allows', async (t) => {
  const service = new Service(t, { env: { ...(await twoWorkers(t)), WORKERS: 'auto' } })
  t.equal((await fetch(`${await service.origin()}/readyz`)).status, 200)
  service.kill('SIGTERM')
  t.equal(await service.ended, 0)
})
