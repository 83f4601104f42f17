import t from 'tap'
import { problem } from '../../src/problems/problem.js'
import { errorKindOf } from '../../src/revocation/error-kind.js'
import { createMonitorHealth } from '../../src/revocation/monitor-health.js'

const denied = Object.assign(new Error('permission denied for table x'), { code: '42501' })
const succeed = async () => {}
const fail =
  (error: Error = denied) =>
  async () => {
    throw error
  }

/** A health whose time a test advances, in milliseconds. */
function startHealth() {
  let now = 0
  const health = createMonitorHealth(() => now)
  return {
    health,
    pass: (duration: number) => {
      now += duration
    },
    look: (act: () => Promise<void>) => health.look(act).catch(() => {}),
    refill: (act: () => Promise<void>) => health.refill(act).catch(() => {})
  }
}

const never = () => {}

t.test('looks that complete are no failure', async (t) => {
  const { health, pass, look } = startHealth()
  pass(2900)
  t.equal(health.age(), 2.9)
  t.equal(await health.findFailure(never), null)
  await look(succeed)
  t.equal(health.age(), 0)
  t.equal(health.lastError(), null)
})

t.test('looks that fail for longer are a failure, with the kind of its error', async (t) => {
  const { health, pass, look } = startHealth()
  await look(fail())
  t.equal(health.lastError(), 'database')
  t.equal(await health.findFailure(never), null, 'not yet')
  pass(3001)
  t.equal(await health.findFailure(() => void look(fail())), 'database')
  await t.rejects(health.look(fail()), denied, 'the job logs the error')
  t.equal(await health.findFailure(() => void look(succeed)), null, 'it works again')
  t.equal(health.lastError(), null)
})

t.test('a look that was running already does not decide', async (t) => {
  const { health, pass, look } = startHealth()
  let release = () => {}
  const running = look(() => new Promise((_resolve, reject) => (release = () => reject(denied))))
  pass(3001)
  const failure = health.findFailure(() => void running.then(() => look(succeed)))
  release()
  t.equal(await failure, null)
})

t.test('a look that hangs is a failure', async (t) => {
  const { health, pass } = startHealth()
  pass(3001)
  t.equal(await health.findFailure(never), 'other')
})

t.test('refills that fail again and again are a failure', async (t) => {
  const { health, refill } = startHealth()
  for (let i = 0; i < 2; i++) await refill(fail())
  t.equal(await health.findFailure(never), null)
  await refill(fail())
  t.equal(health.lastError(), 'database')
  t.equal(await health.findFailure(never), 'database')
  await refill(succeed)
  t.equal(await health.findFailure(never), null)
  for (let i = 0; i < 3; i++) await refill(fail(new Error('Redis is full')))
  t.equal(health.lastError(), 'redis')
  t.equal(await health.findFailure(never), null, 'a Redis that takes no writes has its own state')
})

t.test('errors have kinds', async (t) => {
  const reply = Object.assign(new Error('OOM'), { name: 'ReplyError' })
  const kinds: [unknown, string][] = [
    [reply, 'redis'],
    [problem('service-unavailable', { cause: reply }), 'redis'],
    [new Error('Command timed out'), 'redis'],
    [new Error('the connection to Redis was lost'), 'redis'],
    [denied, 'database'],
    [Object.assign(new Error('x'), { code: '22023' }), 'database'],
    [Object.assign(new Error('x'), { code: 'SQLITE_ERROR' }), 'database'],
    [new Error('the database does not respond'), 'database'],
    [new TypeError('x is not a function'), 'other'],
    [undefined, 'other']
  ]
  for (const [error, kind] of kinds) t.equal(errorKindOf(error), kind, String(error))
})
