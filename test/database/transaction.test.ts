import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { retryConflict } from '../../src/database/transaction.js'
import { password, start } from '../accounts/flows.js'
import { beginScene, cases } from '../accounts/held-cases.js'
import { bearer } from '../helper.js'
import { inEveryCombination } from '../stores.js'

const conflicts = [
  '23505',
  '40001',
  '40P01',
  'SQLITE_CONSTRAINT_UNIQUE',
  'SQLITE_CONSTRAINT_PRIMARYKEY'
]
const others = ['23502', '23503', '57014', 'SQLITE_BUSY', 'SQLITE_CONSTRAINT_NOTNULL', 'ECONNRESET']
const failure = (code: string) => Object.assign(new Error(`failed with ${code}`), { code })

/** A function that fails a number of times, and then returns its number of runs. */
function failing(code: string, times: number) {
  let runs = 0
  return async () => {
    runs++
    if (runs <= times) throw failure(code)
    return runs
  }
}

t.test('a conflict is retried once', async (t) => {
  for (const code of conflicts) {
    t.equal(await retryConflict(failing(code, 0)), 1)
    t.equal(await retryConflict(failing(code, 1)), 2, code)
    const twice = failing(code, 2)
    await t.rejects(retryConflict(twice), { code: 'service-unavailable', cause: { code } })
    t.equal(await twice(), 3, 'it ran twice')
  }
  for (const code of others) {
    const once = failing(code, 1)
    await t.rejects(retryConflict(once), { code })
    t.equal(await once(), 2, `${code} is no conflict`)
  }
})

t.test('another error in the retry is thrown unchanged', async (t) => {
  const failures = [failure('23505'), failure('57014')]
  const work = async () => {
    throw failures.shift()
  }
  await t.rejects(retryConflict(work), { code: '57014' })
})

t.test('only src/database/transaction.ts begins transactions', async (t) => {
  const folders = ['bin', 'plugins', 'routes', 'src']
  const found = folders
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file))
    )
    .filter((file) => file.endsWith('.ts'))
    .filter((file) => /\.transaction\(\)/.test(readFileSync(file, 'utf8')))
  t.strictSame(found, ['src/database/transaction.ts'])
})

inEveryCombination('every operation on accounts succeeds after one conflict', async (t, stores) => {
  const flows = await start(t, {}, stores)
  const { db } = flows.server
  const { transaction } = db
  let met = 0
  /** The next transaction does all its work and then fails with a conflict. */
  function conflictOnce(code: string): void {
    met = 0
    db.transaction = () => {
      db.transaction = transaction
      const real = db.transaction()
      const { execute } = real
      real.execute = (work) =>
        execute.call(real, async (trx) => {
          await work(trx)
          met++
          throw failure(code)
        }) as never
      return real
    }
  }
  const send = async (method: string, url: string, headers: object, body: string) => {
    const answer = await flows.server.inject({
      method: method as 'POST',
      url,
      headers: { ...headers },
      payload: body
    })
    return answer.statusCode
  }

  for (const one of cases.filter(({ route }) => !route.endsWith('introspect'))) {
    const scene = await beginScene(flows)
    const { url, headers, body } = await one.send(scene)
    conflictOnce('40P01')
    const status = await send(one.route.split(' ', 1)[0] as string, url, headers, body)
    t.match(String(status), /^20[02]$/, `${one.route} ${one.name}`)
    t.equal(met, 1, 'the conflict occurred')
  }

  const email = 'finn@example.org'
  for (const url of ['signup', 'email_verification/resend', 'password_forgotten', 'login']) {
    if (url === 'password_forgotten') await flows.verify(flows.lastTokenTo(email))
    conflictOnce('23505')
    const body = JSON.stringify({ email, ...(/signup|login/.test(url) && { password }) })
    const headers = { 'content-type': 'application/json' }
    t.match(String(await send('POST', `/users/v1/${url}`, headers, body)), /^20[02]$/, url)
    t.equal(met, 1, 'the conflict occurred')
  }
})

inEveryCombination(
  'a repeated conflict returns 503, and the request can be retried',
  async (t, stores) => {
    const flows = await start(t, {}, stores)
    const { db } = flows.server
    const { caller, tokens } = await beginScene(flows)
    const email = `new.${caller.email}`
    await flows.post('me/email', { email, password: caller.password }, tokens.token)
    const link = flows.lastTokenTo(email)
    const { transaction } = db
    db.transaction = () => {
      throw failure('23505')
    }
    const answer = await flows.verify(link)
    t.equal(answer.statusCode, 503)
    t.match(answer.json(), { code: 'service-unavailable', detail: /Other requests/ })
    t.ok(answer.headers['retry-after'])
    db.transaction = transaction
    t.equal((await flows.verify(link)).statusCode, 200, 'the link was not used up')
    const me = await flows.server.inject({ url: '/users/v1/me', headers: bearer(tokens.token) })
    t.equal(me.json().email, email)
  }
)
