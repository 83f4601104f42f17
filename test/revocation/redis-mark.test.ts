import t from 'tap'
import { createRedisMark } from '../../src/revocation/redis/redis-mark.js'
import { fakeNode, unavailable } from './fake-node.js'

const key = 'p:revoked:mark:{p:revoked:00}'

function start(answer: (command: readonly (string | number)[]) => unknown) {
  const server = fakeNode(answer)
  const mark = createRedisMark({
    readers: server.nodes,
    writers: server.nodes,
    keyOf: (bucket) => `p:revoked:${bucket}`
  })
  return { ...server, mark }
}

t.test('one command reads the mark, and one raises it', async (t) => {
  const { mark, commands } = start(([name, , ...members]) =>
    name === 'zmscore' ? members.map((member) => (member === 'a' ? '5' : null)) : 1
  )
  t.match(await mark.read(), { a: 5, 0: 0, user: 0 })
  await mark.raise({ a: 6, user: 7 })
  t.match(commands, [
    ['zmscore', key, '0', '1'],
    ['zadd', key, 'GT', 6, 'a', 7, 'user']
  ])
})

t.test('a mark that has moved is looked for again', async (t) => {
  const { mark, rediscoveries } = start(() => new Error('MOVED 1 127.0.0.1:7001'))
  await t.rejects(mark.raise({ a: 6 }), unavailable(/MOVED/))
  await t.rejects(mark.read(), { message: /MOVED/ })
  t.equal(rediscoveries(), 2)
})

t.test('an act is not confirmed if the mark cannot be raised', async (t) => {
  const { mark, rediscoveries } = start(() => new Error('OOM command not allowed'))
  await t.rejects(mark.raise({ a: 6 }), unavailable(/OOM/))
  t.equal(rediscoveries(), 0)
})
