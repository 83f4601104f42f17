import t from 'tap'
import { Service } from './service.js'

const causes = {
  'an exception': "process.once('message', () => { throw new Error('unforeseen') })",
  'a rejection': "process.once('message', () => { Promise.reject(new Error('unforeseen')) })"
}

for (const [what, preload] of Object.entries(causes)) {
  t.test(`${what} that is not handled is logged and ends the service`, async (t) => {
    const service = new Service(t, { preload })
    await service.origin()
    service.child.send('now')
    t.equal(await service.ended, 1)
    t.match(service.log.at(-1), {
      level: 60,
      msg: 'closing after an unexpected error',
      err: { message: 'unforeseen' }
    })
  })
}
