import Fastify from 'fastify'
import fp from 'fastify-plugin'
import t from 'tap'
import abandonedSignUps from '../../plugins/app/abandoned-sign-ups.js'
import { noon } from '../helper.js'
import { rey, start } from './flows.js'

t.test('the service forgets them by itself, again and again', async (t) => {
  const time = { now: noon }
  const { server, signUp, makeAccount } = await start(t, { clock: () => time.now })
  await makeAccount()
  await signUp('finn@example.org')

  const acts: (() => Promise<void>)[] = []
  const house = Fastify()
  const provide = (name: string, value: unknown) =>
    fp(async (app) => void app.decorate(name, value), { name })
  house.register(provide('clock', () => time.now))
  house.register(fp(async (app) => void app.decorate('db', server.db), { name: 'database' }))
  house.register(provide('migrations', null))
  house.register(
    provide('background', (_name: string, _interval: number, act: () => Promise<void>) =>
      acts.push(act)
    )
  )
  house.register(abandonedSignUps)
  await house.ready()
  t.teardown(() => house.close())

  for (const [days, left] of [
    [7, [rey, 'finn@example.org']],
    [8, [rey]]
  ] as const) {
    time.now = noon + days * 86_400
    for (const act of acts) await act()
    const users = await server.db.selectFrom('users').select('email').orderBy('id').execute()
    t.strictSame(
      users.map(({ email }) => email),
      left
    )
  }
})
