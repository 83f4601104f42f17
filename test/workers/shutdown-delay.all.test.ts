import t from 'tap'
import { until } from '../until.js'
import { startTwo } from './two-workers.js'

const isLeaving = /"worker":(\d+),.*"msg":"serving on before closing"/g
const isClosing = /"worker":(\d+),.*"msg":"closing"/g

for (const receivers of ['the parent', 'the whole process group'] as const) {
  t.test(`after SIGTERM to ${receivers} the workers serve, until a second one`, async (t) => {
    const { service, askWorker, killWorker } = await startTwo(t, {
      env: { SHUTDOWN_DELAY_SECONDS: '300' }
    })
    function signal(): void {
      service.kill('SIGTERM')
      if (receivers !== 'the parent') for (const worker of [1, 2]) killWorker(worker, 'SIGTERM')
    }
    for (const worker of [1, 2]) t.equal(await askWorker(worker, '/readyz'), 200)
    signal()
    for (const worker of [1, 2]) {
      // The parent passes the signal on by a message.
      await until(async () => (await askWorker(worker, '/readyz')) === 503)
      t.equal(await askWorker(worker, '/films/v1/'), 200)
    }
    service.kill('SIGTERM')
    t.equal(await service.ended, 0)
    for (const pattern of [isLeaving, isClosing]) {
      t.equal(service.stdout.match(pattern)?.length, 2, 'each worker does it once')
    }
    t.notMatch(service.stdout, /a worker died/)
    t.equal(service.stderr, '')
  })
}

t.test('after the delay the workers end by themselves', async (t) => {
  const { service, askWorker } = await startTwo(t, { env: { SHUTDOWN_DELAY_SECONDS: '1' } })
  for (const worker of [1, 2]) t.equal(await askWorker(worker, '/readyz'), 200)
  service.kill('SIGTERM')
  t.equal(await service.ended, 0)
  t.notMatch(service.stdout, /a worker died/)
})
