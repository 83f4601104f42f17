import { availableParallelism } from 'node:os'
import t from 'tap'
import { defaultCosts } from '../../src/passwords/hasher.js'
import { build } from '../helper.js'
import { assertProblem } from '../http/assert-problem.js'

const email = 'rey@example.org'

t.test('checks, hashes and verifies a password', async (t) => {
  const { passwords } = await build(t)
  passwords.check('correct horse battery staple', email)
  const hash = await passwords.hash('correct horse battery staple')
  t.equal(await passwords.verify(hash, 'correct horse battery staple'), true)
  t.equal(await passwords.verify(hash, 'Correct horse battery staple'), false)
  t.equal(passwords.needsRehash(hash), false)
})

t.test('applies the shipped list and the setting', async (t) => {
  const weak = (message: RegExp) => ({ code: 'password-weak', message })
  const { passwords } = await build(t, { env: { PASSWORD_MIN_LENGTH: '8' } })
  t.throws(() => passwords.check('password1', email), weak(/common/))
  t.throws(() => passwords.check('vK8#qLw', email), weak(/at least 8/))
  passwords.check('vK8#qLw2', email)
  const { passwords: byDefault } = await build(t)
  t.throws(() => byDefault.check('cristianoronaldo', email), weak(/common/))
  t.throws(() => byDefault.check('vK8#qLw2!xTz9m', email), weak(/at least 15/))
})

t.test('rejects with 503 if too many calls wait', async (t) => {
  const queued = 101 * Math.max(1, Math.min(availableParallelism() - 1, 3))
  const server = await build(t, {
    before(server) {
      const hashes = (count: number) =>
        Promise.all(Array.from({ length: count }, () => server.passwords.hash('x')))
      server.get('/many', { config: { public: true } }, () => hashes(queued))
      server.get('/too-many', { config: { public: true } }, () => hashes(queued + 1))
    }
  })
  t.equal((await server.inject('/many')).json().length, queued)
  const refused = await server.inject('/too-many')
  assertProblem(t, refused, 'service-unavailable')
  t.equal(refused.headers['retry-after'], '1')
})

t.test('the event loop is not blocked by hashes at full cost', async (t) => {
  const { passwords } = await build(t, { argon2: defaultCosts })
  let turns = 0
  const timer = setInterval(() => turns++, 1)
  const hashes = await Promise.all(Array.from({ length: 6 }, () => passwords.hash('x')))
  clearInterval(timer)
  t.match(hashes[0], '$argon2id$v=19$m=19456,t=2,p=1$')
  t.ok(turns > hashes.length, 'more turns than hashes')
})
