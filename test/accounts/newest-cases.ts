import type { Test } from 'tap'
import { findSession, listLiveSessions } from '../../src/accounts/store/sessions.js'
import { claimMails } from '../../src/mail/outbox.js'
import { noon } from '../helper.js'
import { assertProblem } from '../http/assert-problem.js'
import { type Combination, openStores } from '../stores.js'
import { claimsOf } from './actors.js'
import { otherPassword, password, rey, start } from './flows.js'

/** The change of the clock between two operations: none, or a step back. */
const clocks = { 'in one second': 0, 'while the clock is set back': -30 }
/** The newest record is the one that was written last, whatever the clock shows. */
export function newestCases(root: Test, combination: Combination, rounds: number): void {
  for (const [when, step] of Object.entries(clocks)) {
    const begin = async (t: Test, env: Record<string, string> = {}) => {
      let now = noon
      const tick = () => {
        now += step
      }
      const stores = await openStores(t, combination, root)
      return { tick, now: () => now, ...(await start(t, { env, clock: () => now }, stores)) }
    }

    root.test(`the newest of several sign-ups applies (${when})`, async (t) => {
      const { signUp, post, verify, logIn, lastTokenTo, tick } = await begin(t)
      for (let round = 0; round < rounds; round++) {
        const email = `rey.${round}@example.org`
        await signUp(email, otherPassword)
        tick()
        await signUp(email, password)
        assertProblem(t, await logIn(email, password), 'email-unverified')
        assertProblem(t, await logIn(email, otherPassword), 'credentials-invalid')
        for (let again = 0; again < 2; again++) {
          tick()
          await post('email_verification/resend', { email })
        }
        t.equal((await verify(lastTokenTo(email))).statusCode, 200)
        t.equal((await logIn(email, password)).statusCode, 200)
        assertProblem(t, await logIn(email, otherPassword), 'credentials-invalid')
      }
    })

    root.test(`sessions are listed newest first (${when})`, async (t) => {
      const { server, makeAccount, post, tick, now } = await begin(t, { SESSIONS: 'multiple' })
      await makeAccount()
      const sids: string[] = []
      let token = ''
      for (let round = 0; round < rounds; round++) {
        tick()
        token = (await post('login', { email: rey, password })).json().token
        sids.unshift(claimsOf(token).sid)
      }
      const headers = { authorization: `Bearer ${token}` }
      const { results } = (await server.inject({ url: '/users/v1/me/sessions', headers })).json()
      t.strictSame(
        results.map(({ sid }: { sid: string }) => sid),
        sids
      )
      const { user_id } = claimsOf(token)
      t.match(await listLiveSessions(server.db, user_id, now(), 1), [{ sid: sids[0] }])
      t.ok((await findSession(server.db, user_id, String(sids[0])))?.seq)
    })

    root.test(
      `events are listed newest first, and mails are claimed in order (${when})`,
      async (t) => {
        const { server, makeAccount, logIn, tick, now } = await begin(t)
        await makeAccount()
        await server.db.deleteFrom('mails').execute()
        for (const secret of [password, otherPassword, password]) {
          tick()
          await logIn(rey, secret)
        }
        await server.db.updateTable('users').set({ access_role: 'admin' }).execute()
        const { token } = (await logIn()).json()
        const headers = { authorization: `Bearer ${token}` }
        const { results } = (await server.inject({ url: '/users/v1/1/events', headers })).json()
        t.strictSame(
          results.map(({ type, outcome }: Record<string, string>) => `${type} ${outcome}`),
          [
            'takeover success',
            'login success',
            'takeover success',
            'login success',
            'login failure',
            'login success',
            'verification success',
            'signup success'
          ]
        )
        await server.db.updateTable('mails').set({ next_try_at: now(), tries: 0 }).execute()
        const claimed = await claimMails(server.db, now(), { limit: 5, lease: 60 })
        const ids = claimed.map(({ id }) => id)
        t.strictSame(
          ids,
          [...ids].sort((a, b) => a - b)
        )
      }
    )
  }
}
