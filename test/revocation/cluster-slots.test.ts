import t from 'tap'
import { buckets } from '../../src/revocation/buckets.js'
import { createClusterSlots } from '../../src/revocation/redis/cluster-slots.js'
import { identityOf } from '../../src/revocation/redis/server-identity.js'
import { fakeNode } from './fake-node.js'

type Node = ReturnType<typeof fakeNode>['node']

/** Two nodes. The first one serves all buckets, and all are trusted there. */
function start() {
  const [first, second] = [fakeNode(() => 'inf').node, fakeNode(() => 'inf').node]
  const places = new Map<string, Node | undefined>(buckets.map((bucket) => [bucket, first]))
  const routes = createClusterSlots((bucket) => places.get(bucket))
  routes.followAll()
  for (const bucket of buckets) identityOf(first).trusted.set(bucket, 'ticket')
  function move(node: Node | undefined, ...moved: readonly string[]) {
    for (const bucket of moved) places.set(bucket, node)
  }
  return { first, second, routes, move, trustedOn: (node: Node) => identityOf(node).trusted }
}

t.test('buckets stay trusted while no slot moves', async (t) => {
  const { first, routes, trustedOn } = start()
  routes.followAll()
  t.equal(routes.of('00'), first)
  t.equal(trustedOn(first).size, 256)
})

t.test('only the bucket that was on another node loses its trust', async (t) => {
  const { first, second, routes, move, trustedOn } = start()
  move(second, 'ab')
  t.equal(routes.of('ab'), second)
  t.notOk(trustedOn(first).has('ab'))
  t.equal(trustedOn(first).size, 255)
  // As a probe does that was sent before the bucket moved.
  trustedOn(first).set('ab', 'ticket')
  move(first, 'ab')
  t.equal(routes.of('ab'), first)
  t.notOk(trustedOn(first).has('ab'), 'the bucket is still untrusted after it has returned')
})

t.test(
  'the identity of a node is reset when it serves no slot, even without a check in between',
  async (t) => {
    const { first, second, routes, move, trustedOn } = start()
    const before = identityOf(first)
    move(second, ...buckets)
    routes.followAll()
    move(first, ...buckets)
    t.equal(routes.of('00'), first)
    t.equal(trustedOn(first).size, 0)
    t.not(identityOf(first), before, 'a probe from before the move has no effect')
  }
)

t.test(
  'a bucket without a master has no node, and is untrusted when a master serves it again',
  async (t) => {
    const { first, routes, move, trustedOn } = start()
    move(undefined, 'ab')
    t.throws(() => routes.of('ab'), /no master/)
    move(first, 'ab')
    t.equal(routes.of('ab'), first)
    t.notOk(trustedOn(first).has('ab'))
  }
)
