import t from 'tap'
import { mint } from '../helper.js'
import { Service } from './service.js'
import { startSlowLogout } from './slow-request.js'

t.test('a second signal ends the service at once, even with a pending request', async (t) => {
  const service = new Service(t)
  const request = await startSlowLogout(t, await service.origin(), mint())
  service.kill('SIGTERM')
  await service.prints(/"closing"/)
  service.kill('SIGTERM')
  t.equal(await service.ended, 1)
  t.match(service.log.at(-1)?.msg, /second SIGTERM/)
  t.equal(await request.cutOff(), '', 'there is no response')
})
