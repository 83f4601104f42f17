import type { RouteOptions } from 'fastify'
import type { Test } from 'tap'
import { bodyHolder } from '../http/hold-body.js'
import { inEveryCombination, type Stores } from '../stores.js'
import { createUser, logIn } from './actors.js'
import { start } from './flows.js'
import { beginScene, cases, endings, stateOf } from './held-cases.js'

async function begin(t: Test, stores: Stores) {
  const { first, hold } = bodyHolder()
  const routes: RouteOptions[] = []
  const flows = await start(
    t,
    {
      first(server) {
        first(server)
        server.addHook('onRoute', (route) => void routes.push(route))
      }
    },
    stores
  )
  const { server } = flows
  await server.listen({ host: '127.0.0.1', port: 0 })
  const port = (server.server.address() as { port: number }).port
  // If the stores are shared, another instance ends the caller's authority.
  const isShared = stores.database === 'PostgreSQL' && stores.set === 'Redis'
  const app = isShared ? await stores.build() : server
  const leia = await createUser(server, { role: 'admin' })
  const admin = (await logIn(server, leia)).token

  let count = 0
  /** Sends the headers, runs the ending, and then sends the body. */
  async function interrupt(one: (typeof cases)[number], ending?: (typeof endings)[number]) {
    await server.db.deleteFrom('users').where('id', '!=', leia.id).execute()
    await server.db.deleteFrom('events').execute()
    const scene = await beginScene(flows)
    const sent = await one.send(scene)
    const method = one.route.split(' ', 1)[0] as string
    const held = await hold(port, { ...sent, method, isChunked: count++ % 2 === 1 })
    if (ending) {
      const { statusCode } = await ending.act(scene, sent, { app, admin })
      t.equal(statusCode, 200, `${one.route}: ${ending.name}`)
    }
    const before = await stateOf(server)
    const answer = await held.finish()
    return { answer, before, after: await stateOf(server) }
  }
  return { routes, interrupt }
}

inEveryCombination(
  'a request has no effect if its authority ends before the body is complete',
  async (t, stores) => {
    const { routes, interrupt } = await begin(t, stores)

    t.test('the cases cover every secured route that accepts a body', async (t) => {
      const withBody = ['POST', 'PUT', 'PATCH', 'DELETE']
      const secured = routes
        .filter(({ config }) => !config?.public)
        .flatMap(({ method, url }) => [method].flat().map((name) => `${name} ${url}`))
        .filter((name) => withBody.includes(name.split(' ', 1)[0] as string))
      const tried = new Set(cases.filter(({ by }) => by !== 'possession').map(({ route }) => route))
      t.strictSame([...tried].sort(), secured.sort())
    })

    for (const one of cases) {
      await t.test(`${one.route} ${one.name}`, async (t) => {
        const { answer } = await interrupt(one)
        t.match(
          String(answer.statusCode),
          /^20[02]$/,
          `without an ending the request succeeds: ${answer.body}`
        )
        for (const ending of endings.filter((each) => each.of.includes(one.by))) {
          const { answer, before, after } = await interrupt(one, ending)
          const { statusCode, headers, body } = answer
          t.equal(statusCode, one.by === 'possession' ? 200 : 401, `caller ${ending.name}`)
          if (one.by === 'client') t.match(body, /"error":"invalid_client"/)
          else if (one.by === 'session') t.match(body, /"code":"token-invalid"/)
          else if (one.by === 'mail') {
            const isPage = String(headers['content-type']).startsWith('text/html')
            t.equal(isPage, one.name.includes('form'))
            t.match(body, isPage ? /This link does not work/ : /"code":"token-invalid"/)
          }
          t.strictSame(after, before, 'nothing has changed')
        }
      })
    }
  }
)
