import { performance } from 'node:perf_hooks'
import t from 'tap'
import { mint } from '../helper.js'
import { Service } from './service.js'
import { startSlowLogout } from './slow-request.js'

t.test('a second signal ends the service at once, whatever is under way', async (t) => {
  const service = new Service(t)
  const request = await startSlowLogout(t, await service.origin(), mint())
  service.kill('SIGTERM')
  await service.prints(/"closing"/)
  const start = performance.now()
  service.kill('SIGTERM')
  t.equal(await service.ended, 1)
  // Far less than what the drain would be given.
  t.ok(performance.now() - start < 5000)
  t.equal(await request.cutOff(), '', 'nothing is answered')
})
