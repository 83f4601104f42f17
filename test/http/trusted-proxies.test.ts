import t, { type Test } from 'tap'
import { build } from '../helper.js'

const client = '203.0.113.7'

/** What the service takes for the client's address, protocol and host. */
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

t.test('nobody is trusted to tell who the client is', async (t) => {
  t.equal(await seenThrough(t, '', '127.0.0.1'), '127.0.0.1 http')
})

t.test('but the proxies that are named', async (t) => {
  const proxies = '10.0.0.0/8, 127.0.0.1'
  t.equal(await seenThrough(t, proxies, '127.0.0.1'), `${client} https`)
  t.equal(await seenThrough(t, proxies, '10.9.8.7'), `${client} https`)
  t.equal(await seenThrough(t, proxies, '192.0.2.1'), '192.0.2.1 http')
})
