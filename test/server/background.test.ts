import t from 'tap'
import { captureLog } from '../log/capture-log.js'
import { until } from '../until.js'

t.test(
  'a background job logs its first failure and its recovery, and never runs twice at once',
  async (t) => {
    let act = async () => {}
    let acts = 0
    let wake = () => {}
    const { server, lines } = await captureLog(t, 'info', (server) => {
      server.after(() => {
        wake = server.background('counting', 10, async () => {
          acts++
          await act()
        })
      })
    })
    await until(() => acts > 2)
    act = async () => {
      throw new Error('no numbers left')
    }
    const failedFrom = acts
    await until(() => acts > failedFrom + 3)
    act = async () => {}
    const mendedFrom = acts
    await until(() => acts > mendedFrom + 2)
    const told = lines().filter(({ msg }) => msg.startsWith('counting'))
    t.strictSame(
      told.map(({ msg, reason }) => [msg, reason]),
      [
        ['counting: failed', 'no numbers left'],
        ['counting: works again', undefined]
      ]
    )

    // A job never runs twice at once: calls during a run cause one more run afterwards.
    let release = () => {}
    let running = 0
    act = async () => {
      t.equal(++running, 1)
      await new Promise<void>((go) => {
        release = go
      })
      running--
    }
    await until(() => running === 1)
    const heldFrom = acts
    for (let i = 0; i < 5; i++) wake()
    act = async () => {}
    release()
    await until(() => acts > heldFrom)

    act = async () => {
      running++
      await new Promise((go) => setTimeout(go, 50))
      running--
    }
    await until(() => running === 1)
    await server.close()
    t.equal(running, 0, 'a close waits for the current run')
    const ended = acts
    await new Promise((go) => setTimeout(go, 50))
    t.equal(acts, ended)
  }
)

t.test('a job that wakes itself does not run in a busy loop', async (t) => {
  let acts = 0
  let wake = () => {}
  const followers: number[] = []
  await captureLog(t, 'info', (server) => {
    server.after(() => {
      wake = server.background('counting', 10_000, async () => {
        acts++
        if (acts < 4) wake()
        // A loop without a pause would run the job again before the next turn of the event loop.
        const before = acts
        setImmediate(() => followers.push(acts - before))
      })
      wake()
    })
  })
  await until(() => acts === 4 && followers.length === 4)
  t.strictSame(followers, [0, 0, 0, 0])
})

t.test('a job that keeps failing is logged again each minute', async (t) => {
  let now = 1000
  let acts = 0
  const { lines } = await captureLog(
    t,
    'info',
    (server) => {
      server.after(() => {
        server.background('counting', 1, async () => {
          acts++
          throw new Error('no numbers left')
        })
      })
    },
    { clock: () => now }
  )
  const actMore = () => {
    const from = acts
    return until(() => acts > from + 2)
  }
  const count = () => lines().filter(({ msg }) => msg === 'counting: failed').length
  await actMore()
  now += 59
  await actMore()
  t.equal(count(), 1)
  now += 1
  await actMore()
  t.equal(count(), 2)
})
