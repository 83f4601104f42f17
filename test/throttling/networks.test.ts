import t from 'tap'
import { throttledApp } from './throttled-app.js'

const same: [what: string, first: string, second: string][] = [
  ['one IPv6 /64', '2001:db8:1:2::1', '2001:db8:1:2:ffff::2'],
  ['one IPv6 address, written twice', '2001:DB8::1', '2001:db8:0:0:0::1'],
  ['IPv4, and IPv4 in IPv6', '203.0.113.5', '::ffff:203.0.113.5'],
  ['IPv4 in IPv6, in hexadecimal', '203.0.113.5', '::ffff:cb00:7105']
]
const others: [what: string, first: string, second: string][] = [
  ['two IPv4 addresses', '203.0.113.5', '203.0.113.6'],
  ['two IPv6 /64', '2001:db8:1:2::1', '2001:db8:1:3::1'],
  ['two IPv4 in IPv6', '::ffff:203.0.113.5', '::ffff:203.0.113.6']
]

t.test('the addresses of one network share a limit', async (t) => {
  for (const [what, first, second] of same) {
    const { post, statuses } = await throttledApp(t)
    await statuses(4, () => ({ from: first }))
    t.equal((await post({ from: second })).statusCode, 429, what)
  }
  for (const [what, first, second] of others) {
    const { post, statuses } = await throttledApp(t)
    await statuses(4, () => ({ from: first }))
    t.equal((await post({ from: second })).statusCode, 200, what)
  }
})

t.test("a client's address comes from trusted proxies only", async (t) => {
  const forwarded = (i: number) => ({
    from: '10.0.0.1',
    headers: { 'x-forwarded-for': `198.51.100.${i}` }
  })
  const direct = await throttledApp(t)
  t.strictSame(await direct.statuses(5, forwarded), [200, 200, 200, 200, 429])
  const behind = await throttledApp(t, { TRUST_PROXY: '10.0.0.0/8' })
  t.strictSame(await behind.statuses(5, forwarded), Array(5).fill(200))
  const spoofed = await behind.statuses(5, (i) => ({
    from: '10.0.0.1',
    headers: { 'x-forwarded-for': `198.51.100.${i}, 203.0.113.9` }
  }))
  t.strictSame(
    spoofed,
    [200, 200, 200, 200, 429],
    'the address that a client sends to its proxy is ignored'
  )
})
