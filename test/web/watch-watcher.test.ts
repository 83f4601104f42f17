import t from 'tap'
import { summarize } from '../../web/views/watch/statistics.js'
import { type Answer, requestsAfter, Watcher } from '../../web/views/watch/watcher.js'

const accepted: Answer = { status: 200 }
const rejected: Answer = { status: 401, code: 'token-invalid' }
const lost: Answer = { status: 0 }

/** Lets everything happen that waits for an answer. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

/** A watch whose clock and answers the test decides. */
function open(origins = ['a', 'b']) {
  const answers: Record<string, Answer> = Object.fromEntries(origins.map((one) => [one, accepted]))
  const held: (() => void)[] = []
  const state = { time: 0, isHolding: false, cuts: 0 }
  const revocation = withResolvers()
  const watcher = new Watcher({
    origins,
    now: () => state.time,
    async send(origin) {
      if (state.isHolding) await new Promise<void>((resolve) => held.push(resolve))
      return answers[origin] as Answer
    },
    revoke: () => revocation.promise,
    onCut: () => state.cuts++
  })
  return {
    watcher,
    answers,
    state,
    revocation,
    release: () => held.splice(0).forEach((resolve) => void resolve()),
    counts: () => watcher.lanes.map(({ probes }) => probes.length),
    summaries: () => watcher.lanes.map(({ probes }) => summarize(probes, watcher.cut)),
    async tick(times = 1) {
      for (let i = 0; i < times; i++) {
        state.time += 100
        watcher.tick()
        await settle()
      }
    }
  }
}

function withResolvers() {
  let resolve = () => {}
  let reject = (_reason: unknown) => {}
  const promise = new Promise<void>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
}

t.test('sends 50 requests to each instance after the revocation, and stops', async (t) => {
  const { watcher, answers, state, revocation, tick, summaries, counts } = open()
  await tick(7)
  t.strictSame(counts(), [7, 7])
  const revoking = watcher.revoke()
  t.notOk(watcher.isRevocable)
  await watcher.revoke()
  answers.a = rejected
  await tick()
  t.equal(watcher.cut, null, 'a rejection before the answer is no other revocation')
  answers.b = rejected
  revocation.resolve()
  await revoking
  t.match(watcher.cut, { by: 'button' })
  t.equal(state.cuts, 1)
  await tick(requestsAfter + 20)
  t.match(watcher.end, { why: 'complete' })
  for (const summary of summaries()) {
    t.match(summary, { sentAfter: 50, letThrough: 0, rejectedAfter: 50 })
  }
  t.equal(summaries()[0]?.counts.accepted, 7)
  t.equal(summaries()[1]?.counts.accepted, 8)
})

t.test('an instance without a check is found', async (t) => {
  const { watcher, answers, revocation, tick, summaries } = open()
  await tick()
  answers.a = rejected
  revocation.resolve()
  await watcher.revoke()
  await tick(60)
  t.match(watcher.end, { why: 'complete' })
  t.strictSame(
    summaries().map(({ letThrough }) => letThrough),
    [0, 50]
  )
})

t.test('requests that are under way at the answer are counted apart', async (t) => {
  const { watcher, state, revocation, tick, release, summaries } = open(['a'])
  state.isHolding = true
  await tick(3)
  revocation.resolve()
  await watcher.revoke()
  state.isHolding = false
  release()
  await settle()
  t.match(summaries()[0], { counts: { 'under-way': 3 }, letThrough: 0, sentAfter: 0 })
})

t.test('times never repeat, so that a coarse clock cannot change the order', async (t) => {
  const { watcher, state, revocation, summaries } = open(['a'])
  state.isHolding = true
  watcher.tick()
  revocation.resolve()
  await watcher.revoke()
  watcher.tick()
  t.match(summaries()[0], { sent: 2, sentAfter: 1, counts: { 'under-way': 1 } })
})

t.test('a slow instance gets at most five requests at a time', async (t) => {
  const { state, tick, release, counts } = open(['a'])
  state.isHolding = true
  await tick(20)
  t.strictSame(counts(), [5])
  release()
  await settle()
  await tick()
  t.strictSame(counts(), [6])
})

t.test('an instance that is away gets fewer requests, until the token is revoked', async (t) => {
  const { watcher, answers, revocation, tick, counts, summaries } = open()
  answers.b = lost
  await tick(33)
  t.strictSame(counts(), [33, 6])
  revocation.resolve()
  await watcher.revoke()
  answers.a = rejected
  await tick(60)
  t.match(watcher.end, { why: 'complete' })
  t.strictSame(
    summaries().map(({ sentAfter, rejectedAfter }) => [sentAfter, rejectedAfter]),
    [
      [50, 50],
      [50, 0]
    ]
  )
})

t.test('notices a revocation elsewhere, and an expired token', async (t) => {
  for (const [code, by] of [
    ['token-invalid', 'elsewhere'],
    ['token-expired', 'expiry']
  ] as const) {
    const { watcher, answers, tick, summaries } = open()
    await tick(3)
    answers.b = { status: 401, code }
    await tick()
    t.match(watcher.cut, { by, requestedAt: null })
    t.notOk(watcher.isRevocable)
    answers.a = { status: 401, code }
    await tick(60)
    t.match(watcher.end, { why: 'complete' })
    t.match(summaries()[1], { sentAfter: 50, letThrough: 0, firstRejection: 0 })
  }
})

t.test('ends at once with a token that was never accepted', async (t) => {
  const { watcher, answers, tick, counts } = open()
  answers.a = answers.b = rejected
  await tick(5)
  t.match(watcher.end, { why: 'never-accepted' })
  t.strictSame(counts(), [1, 1])
})

t.test('an instance that never accepted the token ends nothing', async (t) => {
  const { watcher, answers, tick } = open()
  answers.b = rejected
  await tick(5)
  t.equal(watcher.end, null)
  t.equal(watcher.cut, null)
})

t.test('goes on after a revocation that failed', async (t) => {
  const { watcher, answers, revocation, tick } = open()
  await tick()
  const revoking = watcher.revoke()
  revocation.reject(new Error('503'))
  await t.rejects(revoking, { message: '503' })
  t.ok(watcher.isRevocable)
  await tick()
  answers.a = rejected
  await tick()
  t.match(watcher.cut, { by: 'elsewhere' }, 'it may have succeeded without an answer')
})

t.test('stops when the user wants it, and after half an hour', async (t) => {
  const stopped = open()
  await stopped.tick()
  stopped.watcher.stop()
  await stopped.tick()
  t.strictSame(stopped.counts(), [1, 1])
  t.match(stopped.watcher.end, { why: 'stopped' })
  stopped.revocation.resolve()
  await stopped.watcher.revoke()
  t.equal(stopped.watcher.cut, null)

  const long = open()
  long.state.time = 31 * 60_000
  await long.tick()
  t.match(long.watcher.end, { why: 'too-long' })
})

t.test('a stop while the revocation is under way counts nothing after it', async (t) => {
  const { watcher, revocation, tick } = open()
  await tick()
  const revoking = watcher.revoke()
  watcher.stop()
  revocation.resolve()
  await revoking
  t.equal(watcher.cut, null)
  t.match(watcher.end, { why: 'stopped' })
})

t.test('a browser that slows the page down is noticed, and nothing is made up for', async (t) => {
  const { watcher, state, tick, counts } = open()
  await tick(2)
  t.notOk(watcher.isSlowed)
  state.time += 5000
  await tick()
  t.ok(watcher.isSlowed)
  t.strictSame(counts(), [3, 3])
})
