import t from 'tap'
import { createBoundedQueue } from '../../src/passwords/bounded-queue.js'

/** A task that ends on request. */
function task() {
  let end: (value: string) => void = () => {}
  let fail: (error: Error) => void = () => {}
  const ended = new Promise<string>((resolve, reject) => {
    end = resolve
    fail = reject
  })
  const state = { begun: false }
  return {
    state,
    end: (value: string) => end(value),
    fail: (error: Error) => fail(error),
    run: () => {
      state.begun = true
      return ended
    }
  }
}

t.test('a few tasks run at once, and the others wait in order', async (t) => {
  const run = createBoundedQueue(2, 2)
  const tasks = [task(), task(), task(), task()] as const
  const results = tasks.map((each) => run(each.run))
  const begun = () => tasks.map(({ state }) => state.begun)
  t.strictSame(begun(), [true, true, false, false])
  await t.rejects(run(task().run), { name: 'QueueFullError' })
  tasks[1].end('second')
  t.equal(await results[1], 'second')
  t.strictSame(begun(), [true, true, true, false], 'in the order of arrival')
  tasks[0].fail(new Error('first'))
  await t.rejects(results[0] as Promise<string>, { message: 'first' })
  t.strictSame(begun(), [true, true, true, true], 'a failed task frees its place')
  tasks[2].end('third')
  tasks[3].end('fourth')
  t.strictSame(await Promise.all(results.slice(2)), ['third', 'fourth'])
  t.equal(await run(async () => 'later'), 'later')
})

t.test('a new task does not overtake waiting ones', async (t) => {
  const run = createBoundedQueue(1, 10)
  const order: number[] = []
  let late: Promise<unknown> | undefined
  const first = run(async () => {
    order.push(1)
    await Promise.resolve()
    late = run(async () => order.push(4))
  })
  await Promise.all([first, ...[2, 3].map((n) => run(async () => order.push(n)))])
  await late
  t.strictSame(order, [1, 2, 3, 4])
})
