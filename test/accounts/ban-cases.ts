import type { Test } from 'tap'
import { createVerifiedUser } from '../../src/accounts/flows/admin.js'
import { pruneSignUps } from '../../src/accounts/store/one-time-tokens.js'
import { findUserByEmail } from '../../src/accounts/store/users.js'
import { createCommit } from '../../src/accounts/unit-of-work.js'
import { noon } from '../helper.js'
import { assertProblem } from '../http/assert-problem.js'
import { type Combination, openStores } from '../stores.js'
import { otherPassword, password, rey, start } from './flows.js'

const banned = 'Banned@example.org'
const year = 365 * 86_400

/** A pending sign-up blocks no other account unless an admin has disabled it. */
export function banCases(root: Test, combination: Combination): void {
  async function begin(t: Test) {
    const time = { now: noon }
    const stores = await openStores(t, combination, root)
    const app = await start(t, { clock: () => time.now }, stores)
    const { server } = app
    await app.makeAccount()
    await app.signUp(banned)
    await server.db
      .updateTable('users')
      .set({ access_role: 'admin' })
      .where('email', '=', rey)
      .execute()
    const access = await app.accessOf()
    const ask = (email: string) => app.post('me/email', { email, password }, access)
    const pending = await findUserByEmail(server.db, banned)
    const patch = (payload: object) =>
      server.inject({
        method: 'PATCH',
        url: `/users/v1/${pending?.id}`,
        headers: { authorization: `Bearer ${access}` },
        payload
      })
    const disable = async () =>
      t.match((await patch({ disabled: true })).json(), { disabled: true })
    const operate = (email: string) =>
      server.passwords.hash(otherPassword).then((passwordHash) =>
        createVerifiedUser(
          {
            ...server,
            commit: createCommit({ ...server, publish: server.revocation.publish })
          },
          { email, role: 'basic', passwordHash },
          { actor: null, request: { ip: '', id: 'x' } }
        )
      )
    const row = () =>
      server.db
        .selectFrom('users')
        .selectAll()
        .where('id', '=', Number(pending?.id))
        .executeTakeFirst()
    return { ...app, time, ask, patch, disable, operate, row }
  }

  root.test('no route mails a link to a disabled sign-up', async (t) => {
    const { disable, signUp, post, mails, row, eventsOf, ask, server, patch, verify, ...app } =
      await begin(t)
    await disable()
    mails.length = 0
    const fresh = await signUp('fresh@example.org')
    for (const email of [banned, 'bANNED@example.org', '\uff22anned@example.org']) {
      const answer = await signUp(email, otherPassword)
      t.equal(answer.statusCode, 202)
      t.equal(answer.body, fresh.body)
      for (const path of ['email_verification/resend', 'password_forgotten']) {
        t.equal((await post(path, { email })).statusCode, 202)
      }
      t.equal((await ask(email)).statusCode, 202)
    }
    t.strictSame(
      mails.flatMap(({ recipient }) => (recipient === rey ? [] : [recipient])),
      ['fresh@example.org']
    )
    t.match(await row(), { email: banned, verified_at: null, disabled_at: noon })
    const tokens = await server.db.selectFrom('one_time_tokens').selectAll().execute()
    t.strictSame(
      tokens.map(({ email }) => email),
      ['fresh@example.org']
    )
    t.strictSame((await eventsOf('signup')).slice(-3), ['failure', 'failure', 'failure'])

    t.match((await patch({ disabled: false })).json(), { disabled: false })
    await signUp(banned, otherPassword)
    t.equal(
      (await verify(app.lastTokenTo(banned))).statusCode,
      200,
      'the link works after the sign-up is enabled'
    )
  })

  root.test('a disabled sign-up survives the email change of another account', async (t) => {
    const { server, ask, disable, verify, lastTokenTo, row, patch } = await begin(t)
    for (const spelling of [banned, 'BANNED@example.org']) {
      await patch({ disabled: false })
      await ask(spelling)
      await disable()
      const change = lastTokenTo(spelling)
      assertProblem(t, await verify(change), 'token-invalid')
      assertProblem(t, await verify(change), 'token-invalid')
      t.match(await row(), { email: banned, disabled_at: noon })
      t.match(await findUserByEmail(server.db, rey), { email: rey }, 'the change has no effect')
    }
    await patch({ disabled: false })
    t.equal(
      (await verify(lastTokenTo('BANNED@example.org'))).statusCode,
      200,
      'the rejected attempts did not use the link up'
    )
    t.notOk(await row(), 'an enabled sign-up makes room')
  })

  root.test('a disabled sign-up is not pruned', async (t) => {
    const { server, disable, signUp, row } = await begin(t)
    await disable()
    await signUp('forgotten@example.org')
    const prune = async () => {
      while ((await pruneSignUps(server.db, noon + year, 1)) > 0);
    }
    await prune()
    t.match(await row(), { disabled_at: noon })
    t.notOk(await findUserByEmail(server.db, 'forgotten@example.org'))
    await server.db.updateTable('users').set({ disabled_at: null }).execute()
    await prune()
    t.notOk(await row(), 'the enabled sign-up is pruned')
  })

  root.test(
    'the operator can create an account for the address of a sign-up, but not of a disabled one',
    async (t) => {
      const { operate, disable, signUp, row, logIn, verify, lastTokenTo, patch } = await begin(t)
      await disable()
      for (const spelling of [banned, 'BANNED@example.org']) {
        const { id } = (await row()) as { id: number }
        await t.rejects(operate(spelling), {
          message: `A disabled sign-up has this address. First enable or delete user ${id}, ${banned}`
        })
      }
      await patch({ disabled: false })
      await signUp(banned, password)
      const link = lastTokenTo(banned)
      const created = await operate('BANNED@example.org')
      t.notOk(await row(), 'the sign-up has made room')
      assertProblem(t, await verify(link), 'token-invalid')
      t.match((await logIn(banned, otherPassword)).json(), { user_id: created.id })
      assertProblem(t, await logIn(banned, password), 'credentials-invalid')
      await t.rejects(operate(banned), {
        message: `An account with the address ${banned} already exists`
      })
      await t.rejects(operate('REY@example.org'), {
        message: 'An account with the address REY@example.org already exists'
      })
    }
  )
}
