import t from 'tap'
import { buckets } from '../../src/revocation/buckets.js'
import { createClusterSlots } from '../../src/revocation/redis/cluster-slots.js'
import { identityOf } from '../../src/revocation/redis/server-identity.js'
import { fakeNode } from './fake-node.js'

type Node = ReturnType<typeof fakeNode>['node']

/** Two nodes, all buckets on the first of them and believed there. */
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

t.test('while nothing moves trust stays', async (t) => {
  const { first, routes, trustedOn } = start()
  routes.followAll()
  t.equal(routes.of('00'), first)
  t.equal(trustedOn(first).size, 256)
})

t.test('a bucket that was elsewhere is not believed, the others are', async (t) => {
  const { first, second, routes, move, trustedOn } = start()
  move(second, 'ab')
  t.equal(routes.of('ab'), second)
  t.notOk(trustedOn(first).has('ab'))
  t.equal(trustedOn(first).size, 255)
  // As a look may find that asked before the bucket went.
  trustedOn(first).set('ab', 'ticket')
  move(first, 'ab')
  t.equal(routes.of('ab'), first)
  t.notOk(trustedOn(first).has('ab'), 'nor that it came back')
})

t.test('a node that serves nothing is known no more, though no check came between', async (t) => {
  const { first, second, routes, move, trustedOn } = start()
  const before = identityOf(first)
  move(second, ...buckets)
  routes.followAll()
  move(first, ...buckets)
  t.equal(routes.of('00'), first)
  t.equal(trustedOn(first).size, 0)
  t.not(identityOf(first), before, 'who looked at it meanwhile has learnt nothing')
})

t.test(
  'a bucket that nobody serves is nobody’s, and not believed when somebody does',
  async (t) => {
    const { first, routes, move, trustedOn } = start()
    move(undefined, 'ab')
    t.throws(() => routes.of('ab'), /no master/)
    move(first, 'ab')
    t.equal(routes.of('ab'), first)
    t.notOk(trustedOn(first).has('ab'))
  }
)
