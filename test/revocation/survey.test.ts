import t from 'tap'
import type { Filling } from '../../src/revocation/fillings.js'
import { createDeathWatch, examine, learn } from '../../src/revocation/survey.js'
import { fakeNode, serverId } from './fake-node.js'

const filling = (bucket: string, changes: Partial<Filling> = {}): [string, Filling] => [
  bucket,
  { bucket, serverId, ticket: 'one', beat: 0, isFilled: true, ...changes }
]

/** What a server with these buckets is found to lack. */
async function surveyOf(
  server: ReturnType<typeof fakeNode>,
  fillings: ReadonlyMap<string, Filling>
) {
  const share = await examine(server.node, ['00', '01'], (bucket) => bucket)
  return learn(server.nodes, share, fillings)?.buckets ?? []
}

t.test('a bucket is believed where the database names its server', async (t) => {
  const server = fakeNode(() => 'inf')
  const other = { serverId: 'another', isFilled: true }
  t.same(await surveyOf(server, new Map([filling('00'), filling('01', other)])), ['01'])
  t.same([...server.standing().trusted], ['00'])
  t.equal(server.rediscoveries(), 0, 'a fresh connection may claim it')
  t.same(
    await surveyOf(server, new Map([filling('00')])),
    ['01'],
    'what it does not know is missing'
  )
})

t.test('a bucket that is being filled is not believed yet', async (t) => {
  const server = fakeNode(() => 'inf')
  t.same(await surveyOf(server, new Map([filling('00', { isFilled: false }), filling('01')])), [
    '00'
  ])
})

t.test('a server that is no longer named is left, not filled', async (t) => {
  const server = fakeNode(() => 'inf')
  t.same(await surveyOf(server, new Map([filling('00'), filling('01')])), [])
  const elsewhere = filling('01', { serverId: 'another' })
  t.same(await surveyOf(server, new Map([filling('00'), elsewhere])), [])
  t.equal(server.rediscoveries(), 1)
  t.notOk(server.standing().trusted.has('01'))
})

t.test('a server that took over other data, or became a replica, is known no more', async (t) => {
  for (const [replication, reason] of [
    ['role:master\r\nmaster_replid:feed', /other data/],
    ['role:slave\r\nmaster_replid:beef', /replica/]
  ] as const) {
    const server = fakeNode(() => 'inf')
    await surveyOf(server, new Map([filling('00'), filling('01')]))
    t.equal(server.standing().trusted.size, 2)
    server.infos.replication = replication
    await t.rejects(surveyOf(server, new Map()), { message: reason })
    t.equal(server.standing().trusted.size, 0)
  }
})

t.test('a bucket that lies elsewhere now is not believed when it comes back', async (t) => {
  const server = fakeNode(() => 'PONG')
  await surveyOf(server, new Map([filling('00'), filling('01')]))
  const share = await examine(server.node, ['00'], (bucket) => bucket)
  learn(server.nodes, share, new Map([filling('00'), filling('01')]))
  t.same([...server.standing().trusted], ['00'])
})

t.test('what the database said is not believed of a connection that was made since', async (t) => {
  const server = fakeNode(() => 'inf')
  const share = await examine(server.node, ['00'], (bucket) => bucket)
  server.node.emit('close')
  t.equal(learn(server.nodes, share, new Map([filling('00')])), null)
  t.equal(server.standing().trusted.size, 0)
  t.equal(share.standing.trusted.size, 0)
})

t.test('where one bucket was lost the others are looked at too', async (t) => {
  const server = fakeNode(([name, key]) => (name === 'zscore' && key === '00' ? null : 'inf'))
  const fillings = new Map([filling('00'), filling('01')])
  t.same(await surveyOf(server, fillings), [], 'nothing was noticed yet')
  server.standing().lost.add('01')
  t.same(await surveyOf(server, fillings), ['00'], '01 is back, 00 is gone too')
})

t.test('a refill is dead when nothing of it moves for five seconds', async (t) => {
  let now = 0
  const deathsIn = createDeathWatch(() => now)
  const at = (time: number, ...fillings: [string, Filling][]) => {
    now = time
    return deathsIn(fillings.map(([, one]) => one))
  }
  const filled = filling('ff')
  const [first, second] = [0, 1].map((beat) => filling('00', { isFilled: false, beat })) as [
    [string, Filling],
    [string, Filling]
  ]
  t.same(at(0, first, filled), [])
  t.same(at(5000, first, filled), [])
  t.same(at(5001, first, filled), ['one'])
  t.same(at(5002, second), [], 'it lives')
  t.same(at(10_003, second), ['one'])
  t.same(at(10_004, filled), [], 'it is done')
  t.same(at(10_005, second), [], 'and was forgotten')
  t.same(at(10_006, filling('00', { isFilled: false, ticket: null })), [], 'nobody is at it')
})
