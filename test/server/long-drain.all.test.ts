import t from 'tap'
import { mint } from '../helper.js'
import { Service } from './service.js'
import { startSlowLogout } from './slow-request.js'

t.test('a request that never completes does not block the shutdown forever', async (t) => {
  const service = new Service(t)
  const request = await startSlowLogout(t, await service.origin(), mint())
  service.kill('SIGTERM')
  await service.prints(/"closing"/)
  t.equal(await service.ended, 1)
  t.equal(await request.cutOff(), '', 'there is no response')
})
