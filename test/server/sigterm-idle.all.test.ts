import { once } from 'node:events'
import { connect } from 'node:net'
import t from 'tap'
import { Service } from './service.js'

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  t.test(`${signal} ends an idle service at once, and well`, async (t) => {
    const service = new Service(t)
    const origin = await service.origin()
    // Leaves a connection open that has nothing to say.
    t.equal((await fetch(`${origin}/healthz`)).status, 200)
    // And one on which nothing ever came, as browsers and load balancers make them.
    const silent = connect(Number(new URL(origin).port), '127.0.0.1')
    await once(silent, 'connect')
    silent.on('error', () => {})
    service.kill(signal)
    t.equal(await service.ended, 0, 'no idle connection is waited for until the time is up')
    t.match(service.log.at(-1), { msg: 'closing', signal })
  })
}
