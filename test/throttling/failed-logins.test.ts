import t from 'tap'
import { noon } from '../helper.js'
import { throttledApp } from './throttled-app.js'

const from = (ip: string) => ({ ip }) as never

t.test('failed logins are delayed per network and account', async (t) => {
  const { server } = await throttledApp(t, {}, () => noon)
  const { throttle } = server
  const here = from('192.0.2.1')
  for (let i = 0; i < 5; i++) await throttle.checkLogin(here, 'rey@example.org')
  await t.rejects(throttle.checkLogin(here, 'REY@example.org'), {
    code: 'rate-limited',
    message: 'Too many failed logins; wait before the next one',
    headers: { 'retry-after': '1' }
  })
  await throttle.checkLogin(here, 'finn@example.org')
  await throttle.checkLogin(from('192.0.2.2'), 'rey@example.org')
  await throttle.succeededLogin(here, 'rey@example.org')
  await throttle.checkLogin(here, 'rey@example.org')
})
