import t, { type Test } from 'tap'
import { createLock } from '../../web/api/lock.js'
import { joinTabs, type Message, parsePair, type TimedPair, timeAfter } from '../../web/api/tabs.js'

const tokenOf = (sid: string, id: string) =>
  ['{}', JSON.stringify({ sid, id })]
    .map((part) => Buffer.from(part).toString('base64url'))
    .concat('signature')
    .join('.')

const pairOf = (sid: string, at: number): TimedPair => ({
  token: tokenOf(sid, `access ${at}`),
  refresh_token: tokenOf(sid, `refresh ${at}`),
  at
})

/** Tabs that deliver their messages to each other at once. */
function createBrowser() {
  const all: { receive(message: Message): void }[] = []
  const sent: Message[] = []
  return {
    sent,
    open(stored: TimedPair | null = null) {
      const state = { pair: stored, reason: null as string | null }
      const tabs = joinTabs(
        {
          get: () => state.pair,
          adopt(next) {
            state.pair = next
          },
          end(reason) {
            Object.assign(state, { pair: null, reason })
          }
        },
        (message) => {
          sent.push(message)
          for (const other of all.filter((one) => one !== tabs)) other.receive(message)
        },
        async () => undefined
      )
      all.push(tabs)
      return { tabs, state }
    }
  }
}

t.test('a new tab gets the pair of an open one', async (t) => {
  const { open } = createBrowser()
  open(pairOf('a', 1))
  const second = open()
  await second.tabs.ask()
  t.strictSame(second.state.pair, pairOf('a', 1))
})

t.test('the newest pair wins, in each direction', async (t) => {
  const { open } = createBrowser()
  const old = open(pairOf('a', 1))
  const newest = open(pairOf('a', 3))
  open(pairOf('a', 2))
  await newest.tabs.ask()
  t.strictSame(newest.state.pair, pairOf('a', 3), 'no older pair replaces it')
  await old.tabs.ask()
  t.strictSame(old.state.pair, pairOf('a', 3))

  newest.tabs.tellPair(pairOf('b', 4))
  t.strictSame(old.state.pair, pairOf('b', 4), 'another session of another user, too')
})

t.test('the end of a session ends it in every tab, and no other session', async (t) => {
  const { open } = createBrowser()
  const first = open(pairOf('a', 1))
  const second = open(pairOf('a', 1))
  const other = open(pairOf('b', 2))
  first.tabs.tellEnd(pairOf('a', 1), 'You have signed out.')
  t.strictSame(second.state, { pair: null, reason: 'You have signed out.' })
  t.strictSame(other.state.pair, pairOf('b', 2))
})

t.test('a tab that has missed the end of a session does not bring it back', async (t) => {
  const { open } = createBrowser()
  const first = open()
  first.tabs.tellEnd(pairOf('a', 1), 'over')
  const late = open(pairOf('a', 2))
  await first.tabs.ask()
  t.equal(first.state.pair, null)
  t.strictSame(late.state.pair, pairOf('a', 2))
})

t.test('a tab without a session tells nothing, and unknown messages are ignored', async (t) => {
  const { open, sent } = createBrowser()
  open()
  const second = open()
  await second.tabs.ask()
  second.tabs.receive({ type: 'other' } as unknown as Message)
  t.strictSame(sent, [{ type: 'ask' }])
})

t.test('a later pair has a greater time, whatever the clock says', async (t) => {
  t.equal(timeAfter(null, 5), 5)
  t.equal(timeAfter(pairOf('a', 5), 9), 9)
  t.equal(timeAfter(pairOf('a', 5), 5), 6)
  t.equal(timeAfter(pairOf('a', 5), 1), 6, 'the clock was set back')
})

t.test('what is stored may be anything', async (t) => {
  t.strictSame(parsePair(JSON.stringify(pairOf('a', 7))), pairOf('a', 7))
  t.strictSame(parsePair('{"token":"a","refresh_token":"b"}')?.at, 0)
  for (const text of [null, '', 'null', '5', '[]', '{', '{"token":"a"}', '{"token":1}']) {
    t.equal(parsePair(text), null, String(text))
  }
})

async function assertInTurn(t: Test, lock: ReturnType<typeof createLock>) {
  const log: string[] = []
  const act = (name: string) => async () => {
    log.push(`${name} begins`)
    await new Promise(setImmediate)
    log.push(`${name} ends`)
    if (name === 'a') throw new Error('a has failed')
    return name
  }
  const results = await Promise.allSettled([lock(act('a')), lock(act('b'))])
  t.strictSame(log, ['a begins', 'a ends', 'b begins', 'b ends'])
  t.match(results, [{ status: 'rejected' }, { status: 'fulfilled', value: 'b' }])
}

t.test('without locks of the browser, the acts of one tab run in turn', (t) =>
  assertInTurn(t, createLock('name'))
)

t.test('the locks of the browser are used where it has some', async (t) => {
  const names: string[] = []
  const inTurn = createLock('inner')
  const lock = createLock('name', {
    request(name, act) {
      names.push(name)
      return inTurn(act)
    }
  })
  await assertInTurn(t, lock)
  t.strictSame(names, ['name', 'name'])
})
