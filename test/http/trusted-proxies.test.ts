import t, { type Test } from 'tap'
import { build } from '../helper.js'

const client = '203.0.113.7'

/** Returns the client address and protocol in the view of the service. */
async function seenThrough(t: Test, TRUST_PROXY: string, remoteAddress: string) {
  const server = await build(t, {
    env: { TRUST_PROXY },
    before(server) {
      const config = { public: true } as const
      server.get('/seen', { config }, async ({ ip, protocol }) => `${ip} ${protocol}`)
    }
  })
  const headers = { 'x-forwarded-for': client, 'x-forwarded-proto': 'https' }
  return (await server.inject({ url: '/seen', headers, remoteAddress })).body
}

t.test('without TRUST_PROXY, forwarded headers are ignored', async (t) => {
  t.equal(await seenThrough(t, '', '127.0.0.1'), '127.0.0.1 http')
})

t.test('forwarded headers are trusted from the listed proxies only', async (t) => {
  const proxies = '10.0.0.0/8, 127.0.0.1'
  t.equal(await seenThrough(t, proxies, '127.0.0.1'), `${client} https`)
  t.equal(await seenThrough(t, proxies, '10.9.8.7'), `${client} https`)
  t.equal(await seenThrough(t, proxies, '192.0.2.1'), '192.0.2.1 http')
})
