import { randomUUID } from 'node:crypto'
import t, { type Test } from 'tap'
import { mint } from '../helper.js'
import { startSlowLogout } from '../server/slow-request.js'
import { until } from '../until.js'
import { startTwo } from './two-workers.js'

/** Two workers with a request that waits for the rest of its body in one of them. */
async function startPending(t: Test) {
  const two = await startTwo(t)
  for (const worker of [1, 2]) t.equal(await two.askWorker(worker, '/films/v1/'), 200)
  const token = mint('access', { sub: randomUUID() })
  const request = await startSlowLogout(t, two.origin, token, 'close')

  /** Sends a signal to the worker with the request. The other one may have closed. */
  function signalWorkers(signal: NodeJS.Signals): void {
    for (const worker of [1, 2]) {
      try {
        two.killWorker(worker, signal)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
      }
    }
  }

  return { ...two, request, signalWorkers }
}

const isClosing = /"worker":(\d+),"msg":"closing"/g

for (const receivers of ['the parent', 'the whole process group'] as const) {
  t.test(`SIGTERM to ${receivers} completes a pending request`, async (t) => {
    const { service, origin, request, killWorker } = await startPending(t)
    service.kill('SIGTERM')
    if (receivers !== 'the parent') for (const worker of [1, 2]) killWorker(worker, 'SIGTERM')
    await until(() => new Set(service.stdout.match(isClosing)).size === 2)
    await until(() =>
      fetch(`${origin}/healthz`).then(
        () => false,
        ({ cause }) => cause.code === 'ECONNREFUSED'
      )
    )
    t.equal(service.child.exitCode, null, 'the service waits for the request')
    t.match(await request.finish(), /^HTTP\/1\.1 200 OK\r\n/)
    t.equal(await service.ended, 0)
    t.equal(service.stdout.match(isClosing)?.length, 2, 'each worker closes once')
    t.notMatch(service.stdout, /a worker died/)
    t.equal(service.stderr, '')
  })
}

t.test('a second signal ends all workers at once, also one that hangs', async (t) => {
  const { service, request, signalWorkers } = await startPending(t)
  service.kill('SIGTERM')
  await until(() => new Set(service.stdout.match(isClosing)).size === 2)
  signalWorkers('SIGSTOP')
  service.kill('SIGTERM')
  t.equal(await service.ended, 1)
  t.match(service.log.at(-1)?.msg, /second SIGTERM/)
  t.equal(await request.cutOff(), '', 'there is no response')
})

t.test('the status is 1 if a worker does not close as it should', async (t) => {
  const { service, signalWorkers } = await startPending(t)
  service.kill('SIGTERM')
  await until(() => new Set(service.stdout.match(isClosing)).size === 2)
  signalWorkers('SIGKILL')
  t.equal(await service.ended, 1)
  t.match(service.log.at(-1), { level: 50, err: { message: /did not close/ } })
})
