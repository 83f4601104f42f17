import t from 'tap'
import { type EventRow, eventRow } from '../../src/accounts/store/events.js'
import { createEventQueue } from '../../src/audit/event-queue.js'

const row = (id: number): EventRow =>
  eventRow({ type: 'login', outcome: 'failure', request: { ip: '', id: String(id) } }, id)

function start(capacity?: number) {
  const batches: number[][] = []
  const state = { isDown: false }
  const queue = createEventQueue({
    async write(rows) {
      if (state.isDown) throw new Error('the database is down')
      batches.push(rows.map(({ at }) => at))
    },
    ...(capacity && { capacity })
  })
  return { queue, batches, state }
}

t.test('waiting events are written in batches of 100, in their order', async (t) => {
  const { queue, batches } = start()
  for (let i = 0; i < 150; i++) queue.add(row(i))
  await Promise.all([queue.flush(), queue.flush()])
  t.strictSame(
    batches.map(({ length }) => length),
    [100, 50]
  )
  t.strictSame(
    batches.flat(),
    Array.from({ length: 150 }, (_, i) => i)
  )
  await queue.flush()
  t.equal(batches.length, 2, 'nothing is left')
})

t.test('events wait while the database is down', async (t) => {
  const { queue, batches, state } = start()
  state.isDown = true
  queue.add(row(1))
  await t.rejects(queue.flush(), { message: 'the database is down' })
  queue.add(row(2))
  state.isDown = false
  await queue.flush()
  t.strictSame(batches, [[1, 2]])
  t.equal(queue.takeDropped(), 0)
})

t.test('the newest events are kept, the oldest dropped and counted', async (t) => {
  const { queue, batches, state } = start(3)
  state.isDown = true
  for (let i = 0; i < 3; i++) queue.add(row(i))
  const failed = queue.flush()
  for (let i = 3; i < 5; i++) queue.add(row(i))
  await t.rejects(failed)
  state.isDown = false
  await queue.flush()
  t.strictSame(batches, [[2, 3, 4]])
  t.equal(queue.takeDropped(), 2)
  t.equal(queue.takeDropped(), 0)
})
