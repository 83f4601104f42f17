import t, { type Test } from 'tap'
import { captureLog } from '../log/capture-log.js'

const headers = { 'x-forwarded-for': '203.0.113.7' }

/** Returns the peers of which the service warns after requests from these peers. */
async function warnedOf(t: Test, TRUST_PROXY: string, peers: readonly string[]) {
  const { server, lines } = await captureLog(t, 'warn', undefined, { env: { TRUST_PROXY } })
  await server.inject({ url: '/healthz', remoteAddress: '192.0.2.200' })
  for (const remoteAddress of peers)
    await server.inject({ url: '/healthz', headers, remoteAddress })
  return lines()
    .filter(({ msg }) => msg.startsWith('X-Forwarded-For is ignored'))
    .map(({ peer }) => peer)
}

t.test('a header from an unknown proxy is warned of once', async (t) => {
  const peers = ['192.0.2.1', '192.0.2.2', '192.0.2.1']
  t.strictSame(await warnedOf(t, '', peers), ['192.0.2.1'])
  t.strictSame(await warnedOf(t, '10.0.0.0/8', peers), ['192.0.2.1'])
})

t.test('a header from a trusted proxy is not warned of', async (t) => {
  t.strictSame(await warnedOf(t, '10.0.0.0/8', ['10.1.2.3']), [])
})
