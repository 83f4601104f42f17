import { createHash } from 'node:crypto'
import type { Test } from 'tap'
import { noon } from '../../test/helper.js'
import { bodyHolder } from '../../test/http/hold-body.js'
import { type Combination, openStores, type Stores } from '../../test/stores.js'
import { client } from './check-tokens.js'
import { Model } from './model.js'
import { lifetimes } from './state.js'
import { logIn, passwords } from './steps.js'
import { type Instance, System } from './system.js'

const hours = (seconds: number) => String(seconds / 3600)

/**
 * Starts two pairs of instances, each pair with one database and one Redis. With embedded stores, one
 * instance serves as both. Each sequence begins with new accounts: an admin and a user who has just
 * logged in.
 */
export async function startSystems(t: Test, combination: Combination) {
  // Time continues from one sequence to the next, and never goes back.
  let model = new Model(true, noon)
  const clock = () => model.now

  const settings = {
    RATE_LIMIT: 'off',
    JWT_ACCESS_HOURS: hours(lifetimes.access),
    JWT_REFRESH_HOURS: hours(lifetimes.refresh),
    JWT_EMAIL_HOURS: hours(lifetimes.mailed),
    JWT_PASSWORD_HOURS: hours(lifetimes.mailed),
    SESSION_MAX_DAYS: String(lifetimes.session / 86_400),
    REFRESH_GRACE_SECONDS: String(lifetimes.grace)
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
        name: client.name,
        secret_hash: createHash('sha256').update(client.secret).digest('hex'),
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
  let system: System | undefined
  const tally = new Map<string, number>()
  async function begin(isExclusive: boolean) {
    model = new Model(isExclusive, model.now)
    const { instances, DATA_DIR } = isExclusive ? exclusive : multiple
    system?.abandon()
    system = new System(instances, DATA_DIR, number++, tally, hold)
    const [password] = passwords
    // Deletes the accounts of the previous sequence.
    await instances[0].db.deleteFrom('users').execute()
    await system.createAccount(model.addAccount('leia', password, 'admin'))
    await system.createAccount(model.addAccount('rey', password, 'basic'))
    await logIn(model, system, 0, { who: 'rey', password, takeover: false })
    return { model, real: system }
  }
  t.teardown(() => system?.abandon())
  return { begin, tally }
}
