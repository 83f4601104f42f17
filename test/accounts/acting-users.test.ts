import { inEveryCombination } from '../stores.js'
import { createUser, logIn } from './actors.js'
import { start } from './flows.js'
import { beginScene, cases, endings, stateOf } from './held-cases.js'

const acts = cases.filter(({ by, route }) => by === 'session' && !route.endsWith('introspect'))

/** Revokes the presented token, whatever the state of its session. */
const endsAnyway = (name: string) => name.startsWith('local')

inEveryCombination(
  'each operation checks its user again inside its transaction',
  async (t, stores) => {
    const flows = await start(t, {}, stores)
    const { server } = flows
    const { db } = server
    const leia = await createUser(server, { role: 'admin' })
    const admin = (await logIn(server, leia)).token
    const { transaction } = db

    /** Runs a function just before the next transaction begins. */
    function beforeTransaction(meanwhile: () => Promise<unknown>): void {
      db.transaction = () => {
        db.transaction = transaction
        return {
          execute: async (work: Parameters<ReturnType<typeof transaction>['execute']>[0]) => {
            await meanwhile()
            return db.transaction().execute(work)
          }
        } as ReturnType<typeof transaction>
      }
    }

    for (const one of acts) {
      await t.test(`${one.route} ${one.name}`, async (t) => {
        for (const ending of endings.filter(({ of }) => of.includes('session'))) {
          await db.deleteFrom('users').where('id', '!=', leia.id).execute()
          const scene = await beginScene(flows)
          const sent = await one.send(scene)
          let before: unknown
          beforeTransaction(async () => {
            const { statusCode } = await ending.act(scene, sent, { app: server, admin })
            t.equal(statusCode, 200)
            before = await stateOf(server)
          })
          const answer = await server.inject({
            method: one.route.split(' ', 1)[0] as 'POST',
            url: sent.url,
            headers: { ...sent.headers },
            payload: sent.body
          })
          if (endsAnyway(one.name)) {
            t.equal(answer.statusCode, 200, ending.name)
            const { sessions } = await stateOf(server)
            t.strictSame(
              sessions,
              (before as { sessions: unknown }).sessions,
              'no other session ends'
            )
          } else {
            t.equal(answer.statusCode, 401, ending.name)
            t.match(answer.json().code, /^(token|credentials)-invalid$/)
            t.strictSame(await stateOf(server), before, 'nothing has changed')
          }
        }
      })
    }
  }
)
