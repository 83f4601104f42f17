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
 * Starts two pairs of instances, each pair with one database and one Redis. With embedded stores, one
 * instance serves as both. Each sequence begins with new accounts: an admin and a user who has just
 * logged in.
 */
export async function startWorlds(t: Test, combination: Combination) {
  // Time continues from one sequence to the next, and never goes back.
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
      // Durability does not matter here, and synchronous commits are slow.
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
  // SESSIONS applies to a whole process, and embedded stores allow only one process.
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
    // Deletes the accounts of the previous sequence.
    await instances[0].db.deleteFrom('users').execute()
    await world.createAccount(model.addAccount('leia', password, 'admin'))
    await world.createAccount(model.addAccount('rey', password, 'basic'))
    await logIn(model, world, 0, { who: 'rey', password, takeover: false })
    return { model, real: world }
  }
  t.teardown(() => world?.abandon())
  return { begin, tally }
}
