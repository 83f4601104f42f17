import { performance } from 'node:perf_hooks'
import t from 'tap'
import { mint } from '../helper.js'
import { Service } from './service.js'
import { startSlowLogout } from './slow-request.js'

t.test('a request that does not end holds the service up for ten seconds at most', async (t) => {
  const service = new Service(t)
  const request = await startSlowLogout(t, await service.origin(), mint())
  service.kill('SIGTERM')
  await service.prints(/"closing"/)
  const start = performance.now()
  t.equal(await service.ended, 1)
  const seconds = (performance.now() - start) / 1000
  t.ok(seconds > 9 && seconds < 13, `${seconds.toFixed(1)} s`)
  t.equal(await request.cutOff(), '', 'nothing is answered')
})
