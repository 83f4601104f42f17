import { createHash } from 'node:crypto'
import type { Test } from 'tap'
import { noon } from '../../test/helper.js'
import { bodyHolder } from '../../test/http/hold-body.js'
import { type Combination, openStores, type Stores } from '../../test/stores.js'
import { service } from './check-tokens.js'
import { Model } from './model.js'
import { lives } from './state.js'
import { logIn, passwords } from './steps.js'
import { type Instance, World } from './world.js'

const hours = (seconds: number) => String(seconds / 3600)

/**
 * Starts the services, two and two with one database and one Redis; of embedded stores one instance
 * serves as both. Each sequence begins in a world
 * of its own people: an admin, somebody who has just logged in, and nobody else.
 */
export async function startWorlds(t: Test, combination: Combination) {
  // Time goes on from one sequence to the next, and never back.
  let model = new Model(true, noon)
  const clock = () => model.now

  const settings = {
    RATE_LIMIT: 'off',
    JWT_ACCESS_HOURS: hours(lives.access),
    JWT_REFRESH_HOURS: hours(lives.refresh),
    JWT_EMAIL_HOURS: hours(lives.mailed),
    JWT_PASSWORD_HOURS: hours(lives.mailed),
    SESSION_MAX_DAYS: String(lives.session / 86_400),
    REFRESH_GRACE_SECONDS: String(lives.grace)
  }
  const { first, hold } = bodyHolder()
  async function startTwo(stores: Stores, SESSIONS: string) {
    const { DATABASE_URL, DATA_DIR = '' } = stores.env
    const env = {
      ...settings,
      // What a crash of the machine would lose does not matter here, and its disk takes long.
      ...(DATABASE_URL && {
        DATABASE_URL: `${DATABASE_URL}?options=-c%20synchronous_commit%3Doff`
      }),
      SESSIONS
    }
    const [one, other = one] = await stores.buildAll({ env, clock, first })
    for (const instance of new Set([one, other]))
      await instance.listen({ host: '127.0.0.1', port: 0 })
    await one.db
      .insertInto('services')
      .values({
        name: service.name,
        secret_hash: createHash('sha256').update(service.secret).digest('hex'),
        created_at: noon
      })
      .execute()
    const instances: readonly [Instance, Instance] = [one, other]
    return { instances, DATA_DIR }
  }
  // One process alone serves from embedded stores, and one SESSIONS holds for a process.
  const exclusive = await startTwo(await openStores(t, combination, t), 'exclusive')
  const multiple = await startTwo(await openStores(t, combination, t), 'multiple')

  let number = 0
  let world: World | undefined
  const tally = new Map<string, number>()
  async function begin(isExclusive: boolean) {
    model = new Model(isExclusive, model.now)
    const { instances, DATA_DIR } = isExclusive ? exclusive : multiple
    world?.abandon()
    world = new World(instances, DATA_DIR, number++, tally, hold)
    const [password] = passwords
    // Nobody of the sequence before is there any more.
    await instances[0].db.deleteFrom('users').execute()
    await world.createAccount(model.addAccount('leia', password, 'admin'))
    await world.createAccount(model.addAccount('rey', password, 'basic'))
    await logIn(model, world, 0, { who: 'rey', password, takeover: false })
    return { model, real: world }
  }
  t.teardown(() => world?.abandon())
  return { begin, tally }
}
