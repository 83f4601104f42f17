import t, { type Test } from 'tap'
import { bearer, mint } from '../helper.js'
import { Service } from './service.js'

/** Longer than any test: only a further signal ends it. */
const longDelay = { SHUTDOWN_DELAY_SECONDS: '300' }

async function start(t: Test, env: Record<string, string>) {
  const service = new Service(t, { env })
  const origin = await service.origin()
  const ask = (path: string) =>
    fetch(`${origin}${path}`, { headers: { ...bearer(mint()), connection: 'keep-alive' } })
  return { service, ask }
}

for (const second of ['SIGTERM', 'SIGINT'] as const) {
  t.test(`after SIGTERM it still serves, until ${second} ends the delay`, async (t) => {
    const { service, ask } = await start(t, longDelay)
    t.equal((await ask('/readyz')).headers.get('connection'), 'keep-alive')
    service.kill('SIGTERM')
    await service.prints(/serving on before closing/)
    const readiness = await ask('/readyz')
    t.equal(readiness.status, 503)
    t.match(await readiness.json(), { detail: /^closing: / })
    const films = await ask('/films/v1/')
    t.equal(films.status, 200)
    t.equal(films.headers.get('connection'), 'close')
    service.kill(second)
    t.equal(await service.ended, 0)
    t.match(service.log.at(-1), { msg: 'closing', signal: second })
  })
}

t.test('SIGINT skips the delay', async (t) => {
  const { service } = await start(t, longDelay)
  service.kill('SIGINT')
  t.equal(await service.ended, 0)
  t.notMatch(service.stdout, /serving on/)
})

t.test('after the delay it ends by itself', async (t) => {
  const { service, ask } = await start(t, { SHUTDOWN_DELAY_SECONDS: '1' })
  // Leaves an idle connection open.
  t.equal((await ask('/readyz')).status, 200)
  service.kill('SIGTERM')
  t.equal(await service.ended, 0)
  t.match(service.log.at(-1), { msg: 'closing', signal: 'SIGTERM' })
})
