import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { createFileMark, markFile } from '../../src/revocation/file-mark.js'
import { build, temporaryDirectory } from '../helper.js'
import { captureLog, levels } from '../log/capture-log.js'
import { until } from '../until.js'

t.test('the file holds the highest numbers, for the owner alone', async (t) => {
  const directory = temporaryDirectory(t)
  const mark = createFileMark(directory)
  t.same(await mark.read(), {})
  await mark.raise({ a: 5, user: 3 })
  await mark.raise({ a: 4, newest: 9 })
  await mark.raise({ a: 5 })
  t.match(await mark.read(), { a: 5, newest: 9, user: 3, 0: 0 })
  t.equal(statSync(join(directory, markFile)).mode & 0o777, 0o600)
  t.same(readdirSync(directory), [markFile], 'no draft remains')
})

t.test('a damaged file is reported, and is not replaced', async (t) => {
  const directory = temporaryDirectory(t)
  const mark = createFileMark(directory)
  for (const content of ['', '{}', '{"0":"many"}', 'null']) {
    writeFileSync(join(directory, markFile), content)
    await t.rejects(mark.read(), { message: /revocation-mark\.json is damaged/ })
    await t.rejects(mark.raise({ a: 5 }), { message: /database-unreachable/ })
  }
  rmSync(join(directory, markFile))
  mkdirSync(join(directory, markFile))
  await t.rejects(mark.read(), { code: 'EISDIR' })
})

t.test('a service with a damaged file does not serve', async (t) => {
  const DATA_DIR = temporaryDirectory(t)
  const file = join(DATA_DIR, markFile)
  writeFileSync(file, '{')
  const { server, startLines } = await captureLog(t, 'info', undefined, { env: { DATA_DIR } })
  const errors = startLines().filter(({ level }) => level >= levels.error)
  t.match(errors, [{ reason: /is damaged/, msg: /cannot compare the database with the mark/ }])
  const ready = await server.inject('/readyz')
  t.equal(ready.statusCode, 503)
  t.match(ready.json().detail, /^database-unchecked/)
  rmSync(file)
  await until(async () => (await server.inject('/readyz')).statusCode === 200)
})

t.test('a new service serves at once', async (t) => {
  t.equal((await (await build(t)).inject('/readyz')).statusCode, 200)
})
