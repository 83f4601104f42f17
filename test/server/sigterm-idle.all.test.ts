import { once } from 'node:events'
import { connect } from 'node:net'
import t from 'tap'
import { Service } from './service.js'

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  t.test(`${signal} ends an idle service at once with exit code 0`, async (t) => {
    const service = new Service(t)
    const origin = await service.origin()
    // Leaves an idle connection open.
    t.equal((await fetch(`${origin}/healthz`)).status, 200)
    // A connection without any request, as browsers and load balancers open them.
    const silent = connect(Number(new URL(origin).port), '127.0.0.1')
    await once(silent, 'connect')
    silent.on('error', () => {})
    service.kill(signal)
    t.equal(await service.ended, 0, 'the service does not wait for idle connections')
    t.match(service.log.at(-1), { msg: 'closing', signal })
  })
}
