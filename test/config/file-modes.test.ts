import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { build, temporaryDirectory } from '../helper.js'
import { until } from '../until.js'
import { noSecrets } from './refusals.js'

/** Every file and directory below a directory, with its mode. */
function modesIn(directory: string): Record<string, string> {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort()
  return Object.fromEntries(
    names.map((name) => [name, (statSync(join(directory, name)).mode & 0o777).toString(8)])
  )
}

/** Sets the umask that removes no rights. */
function withoutUmask(t: Test) {
  const before = process.umask(0)
  t.teardown(() => process.umask(before))
}

/** A data directory that an operator has created. */
function openDirectory(t: Test) {
  const data = join(temporaryDirectory(t), 'data')
  mkdirSync(data, { mode: 0o755 })
  return data
}

const env = { ...noSecrets } as unknown as Record<string, string>
const own = ['secrets.json', 'serving-lock.db', 'starwars.db', 'starwars.db-shm', 'starwars.db-wal']

async function serve(t: Test, DATA_DIR: string) {
  const server = await build(t, { env: { ...env, DATA_DIR } })
  const body = { email: 'rey@example.org', password: 'correct horse battery staple' }
  await server.inject({ method: 'POST', url: '/users/v1/signup', body })
  await until(async () => (await server.db.selectFrom('mails').selectAll().execute()).length === 0)
  return server
}

function holdsOwnerOnly(t: Test, data: string) {
  const modes = modesIn(data)
  const { outbox, ...files } = modes
  t.equal(outbox, '700')
  t.strictSame(
    own.filter((name) => !(name in files)),
    [],
    'all of them were created'
  )
  t.equal(Object.keys(files).filter((name) => /^outbox.*(eml|txt)$/.test(name)).length >= 2, true)
  for (const [name, mode] of Object.entries(files)) t.equal(mode, '600', name)
}

t.test('all files in a readable directory are private to the owner', async (t) => {
  withoutUmask(t)
  const data = openDirectory(t)
  await serve(t, data)
  holdsOwnerOnly(t, data)
  t.equal(statSync(data).mode & 0o777, 0o755, 'the mode of the directory is unchanged')
})

t.test('missing directories are created private to the owner', async (t) => {
  withoutUmask(t)
  const top = temporaryDirectory(t)
  const data = join(top, 'not', 'there')
  await serve(t, data)
  holdsOwnerOnly(t, data)
  t.match(modesIn(top), { not: '700', 'not/there': '700' })
})

t.test('wider modes of own files are narrowed, and other files are unchanged', async (t) => {
  withoutUmask(t)
  const data = openDirectory(t)
  const first = await serve(t, data)
  await first.close()
  writeFileSync(join(data, 'outbox', 'earlier.eml'), 'a link', { mode: 0o644 })
  // The leftovers of a killed process. They are not truncated, because they may still be mapped.
  for (const name of ['starwars.db-wal', 'starwars.db-shm', 'serving-lock.db-journal']) {
    writeFileSync(join(data, name), '', { flag: 'a' })
  }
  for (const name of readdirSync(data)) chmodSync(join(data, name), 0o666)
  for (const name of readdirSync(join(data, 'outbox'))) {
    chmodSync(join(data, 'outbox', name), 0o644)
  }
  chmodSync(join(data, 'outbox'), 0o755)
  const foreign = join(data, 'notes.md')
  writeFileSync(foreign, 'mine', { mode: 0o644 })
  await serve(t, data)
  t.equal(statSync(foreign).mode & 0o777, 0o644)
  chmodSync(foreign, 0o600)
  holdsOwnerOnly(t, data)
})

t.test('a file in place of the outbox does not stop the start', async (t) => {
  const data = openDirectory(t)
  writeFileSync(join(data, 'outbox'), '', { mode: 0o644 })
  await build(t, { env: { ...env, DATA_DIR: data } })
  t.equal(statSync(join(data, 'outbox')).mode & 0o777, 0o644)
})
