import type { Test } from 'tap'
import { collisionNote, findCollisions } from '../../src/accounts/store/by-address.js'
import { hashes } from '../accounts/former-hashes.js'
import { assertProblem } from '../http/assert-problem.js'
import { captureLog, levels } from '../log/capture-log.js'
import { insertFormerUser, migrateTo } from './earlier-release.js'
import { emptyDatabases, openDatabase } from './open-database.js'

/** The environment of a service on an empty database. */
async function emptyStores(
  t: Test,
  kind: 'SQLite' | 'PostgreSQL'
): Promise<Record<string, string>> {
  const env = (await emptyDatabases[kind]?.(t)) ?? {}
  if (kind === 'SQLite') return env
  // Imported on demand: `test-files.ts` reads the static imports.
  const { startRedis } = await import('../redis-server.js')
  return { ...env, REDIS_URL: (await startRedis(t)).url }
}

/** Accounts that the previous release kept apart and that now have the same address. */
export function collisionCases(root: Test, kind: 'SQLite' | 'PostgreSQL'): void {
  root.test(`accounts that now have the same address both stay usable (${kind})`, async (t) => {
    const env = await emptyStores(t, kind)
    const former = await openDatabase(t, env)
    await migrateTo(former, '0002-revocation-buckets')
    const people = {
      one: 'νικος.π@example.org',
      other: 'νικοσ.π@example.org',
      alone: 'Ζευς.Δ@example.org',
      plain: 'Rey@Example.org'
    }
    const ids: Record<string, number> = {}
    for (const [name, email] of Object.entries(people)) {
      const password_hash = await hashes(name)
      ids[name] = await insertFormerUser(former, email, { password_hash, verified_at: 1 })
    }
    const keys = () =>
      former.selectFrom('users').select(['id', 'email', 'email_key']).orderBy('id').execute()
    const before = await keys()

    const { server, startLines } = await captureLog(t, 'warn', undefined, { env })
    const warned = { level: levels.warn, users: [ids.one, ids.other], msg: collisionNote }
    t.match(startLines(), [warned])
    t.strictSame(await keys(), before, 'the previous release still finds them')

    const post = (path: string, payload: object) =>
      server.inject({ method: 'POST', url: `/users/v1/${path}`, payload })
    const logIn = (email: string, name: string) =>
      post('login', { email, password: `the password of ${name}`, takeover: true })
    for (const [name, email] of Object.entries(people)) {
      t.match((await logIn(email, name)).json(), { user_id: ids[name], email }, name)
    }
    t.match((await logIn('ΖΕΥΣ.Δ@example.org', 'alone')).json(), { user_id: ids.alone })
    t.match((await logIn('ζευσ.δ@example.org', 'alone')).json(), { user_id: ids.alone })
    t.match(
      (await logIn('ΝΙΚΟΣ.Π@example.org', 'other')).json(),
      { user_id: ids.other },
      'as before'
    )
    assertProblem(t, await logIn(people.other, 'one'), 'credentials-invalid')

    const mails: string[] = []
    const { enqueue } = server.mail
    server.mail.enqueue = async (db, mail) => {
      await enqueue(db, mail)
      mails.push(`${mail.template} ${mail.recipient}`)
    }
    for (const email of ['ζευσ.δ@example.org', people.one, people.other]) {
      await post('signup', { email, password: 'rainbow harvest under twin suns' })
      await post('password_forgotten', { email })
    }
    t.strictSame(
      mails,
      [people.alone, people.one, people.other].flatMap((email) => [
        `address-taken ${email}`,
        `reset-password ${email}`
      ])
    )
    t.equal((await keys()).length, 4, 'no user was created')

    const { email, id } = await server.db
      .selectFrom('users')
      .selectAll()
      .where('id', '=', ids.other as number)
      .executeTakeFirstOrThrow()
    t.equal(email, people.other)
    t.strictSame(await findCollisions(server.db), [[ids.one, ids.other]], 'at every start')
    await server.db.deleteFrom('users').where('id', '=', id).execute()
    t.strictSame(await findCollisions(server.db), [])
    t.match((await logIn('ΝΙΚΟΣ.Π@example.org', 'one')).json(), { user_id: ids.one })
  })

  root.test(
    `accounts that the previous release writes concurrently are found (${kind})`,
    async (t) => {
      const env = await emptyStores(t, kind)
      const { server, startLines } = await captureLog(t, 'warn', undefined, { env })
      t.notOk(startLines().some(({ msg }) => msg === collisionNote))
      for (const email of ['νικος.π@example.org', 'Rey@Example.org']) {
        const password_hash = await hashes('beside')
        const user_id = await insertFormerUser(server.db, email, { password_hash, verified_at: 1 })
        const payload = { email, password: 'the password of beside' }
        const answer = await server.inject({ method: 'POST', url: '/users/v1/login', payload })
        t.match(answer.json(), { user_id, email })
      }
    }
  )
}
