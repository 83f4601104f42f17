import type { Test } from 'tap'
import type { BuildOptions } from '../helper.js'
import { bearer } from '../helper.js'
import { until } from '../until.js'
import { createUser, logIn } from './actors.js'
import { otherPassword, password, rey, start } from './flows.js'

/**
 * Plays each flow of accounts once, each command of admins and clients, and each background job, so
 * that every table is read and written.
 */
export async function liveWholeLife(t: Test, options: BuildOptions): Promise<void> {
  const {
    server,
    post,
    put,
    signUp,
    verify,
    lastTokenTo,
    logIn: logInAgain
  } = await start(t, options)
  const email = `${rey.split('@')[0]}.new@example.org`
  const get = (path: string, token: string) =>
    server.inject({ url: `/users/v1/${path}`, headers: bearer(token) })
  const remove = (path: string, token: string, payload?: object) =>
    server.inject({
      method: 'DELETE',
      url: `/users/v1/${path}`,
      headers: bearer(token),
      ...(payload && { payload })
    })

  await until(async () => (await server.inject('/readyz')).json().status === 'ok')
  t.equal((await signUp()).statusCode, 202)
  t.equal((await post('email_verification/resend', { email: rey })).statusCode, 202)
  t.equal((await verify(lastTokenTo(rey))).statusCode, 200)
  t.equal((await logInAgain(rey, 'a wrong password of rey')).statusCode, 401)
  const first = (await logInAgain()).json()
  const pair = (await post('generate_tokens', undefined, first.refresh_token)).json()
  t.equal((await get('me', first.token)).statusCode, 401)
  t.equal((await get('me/sessions', pair.token)).statusCode, 200)
  t.equal((await post('me/email', { email, password }, pair.token)).statusCode, 202)
  t.equal((await verify(lastTokenTo(email))).statusCode, 200)
  t.equal((await post('password_forgotten', { email })).statusCode, 202)
  const changed = await put('password_change', { password: otherPassword }, lastTokenTo(email))
  t.equal(changed.statusCode, 200)
  const second = (await logInAgain(email, otherPassword)).json()
  t.equal((await post('logout', undefined, second.token)).statusCode, 200)
  t.equal((await get('me', second.token)).statusCode, 401)

  const admin = await createUser(server, { role: 'admin' })
  const { token } = await logIn(server, admin)
  const { user_id } = second
  t.equal((await get('?limit=1', token)).statusCode, 200)
  t.equal((await get(`${user_id}/events`, token)).statusCode, 200)
  for (const disabled of [true, false]) {
    const patched = await server.inject({
      method: 'PATCH',
      url: `/users/v1/${user_id}`,
      headers: bearer(token),
      payload: { disabled }
    })
    t.equal(patched.statusCode, 200)
  }
  const third = (await logInAgain(email, otherPassword)).json()
  t.equal((await remove('me', third.token, { password: otherPassword })).statusCode, 200)
  t.equal((await get(`${user_id}`, token)).statusCode, 404)
  for (const what of ['sessions', 'sign-ups', 'revocations', 'events'] as const) {
    await server.prune(what)
  }
}
