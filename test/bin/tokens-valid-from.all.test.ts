import t from 'tap'
import { opensFilms } from '../accounts/actors.js'
import { build, mint, temporaryDirectory } from '../helper.js'
import { startRedis } from '../redis-server.js'
import { runCommand } from './run-command.js'

t.test('the command ends every token, and prints what a restore brings back', async (t) => {
  const env = { DATA_DIR: temporaryDirectory(t) }
  const app = await build(t, { env })
  const token = mint()
  t.ok(await opensFilms(app, token))
  const { code, stdout, stderr } = await runCommand('admin', ['tokens-valid-from', 'now'], env)
  t.strictSame([code, stderr], [0, ''])
  t.match(stdout, /^Every token that was issued before \S+Z is invalid; 0 sessions have ended\n/)
  for (const what of ['old passwords', 'ban or role', 'deleted accounts', 'deleted clients']) {
    t.match(stdout, what)
  }
  t.notOk(await opensFilms(app, token))
})

t.test('wrong times, and a Redis that is away', async (t) => {
  const redis = await startRedis(t)
  const env = { DATA_DIR: temporaryDirectory(t), REDIS_URL: redis.url }
  const usage = await runCommand('admin', ['tokens-valid-from', 'yesterday'], env)
  t.strictSame([usage.code, usage.stdout], [2, ''])
  t.match(usage.stderr, /^"yesterday" is not a time/)

  const later = await runCommand('admin', ['tokens-valid-from', '2999-01-01T00:00:00Z'], env)
  t.equal(later.code, 1)
  t.match(later.stderr, /^2999-01-01T00:00:00Z is later than now, \S+Z\n$/)

  await redis.kill()
  const away = await runCommand('admin', ['tokens-valid-from', 'now'], env)
  t.strictSame([away.code, away.stdout], [1, ''])
  t.match(away.stderr, /REDIS_URL/)
})
