import { randomUUID } from 'node:crypto'
import t, { type Test } from 'tap'
import { type BuildOptions, build, temporaryDirectory } from './helper.js'
import type { RedisServer } from './redis-server.js'

/** The database of the accounts, and the store of the revoked tokens. */
type App = Awaited<ReturnType<typeof build>>

export interface Combination {
  readonly database: 'SQLite' | 'PostgreSQL'
  readonly set: 'in-process' | 'Redis'
}

const embedded: Combination = { database: 'SQLite', set: 'in-process' }

const served: readonly Combination[] = [
  { database: 'PostgreSQL', set: 'Redis' },
  { database: 'SQLite', set: 'Redis' }
]

export const allStores = [embedded, ...served]

/** The first stage runs every flow on the embedded stores, the second stage on the others. */
const combinations = process.env.TEST_STORES === 'served' ? served : [embedded]

/** Stores of one test. All instances on them share their accounts. */
export interface Stores extends Combination {
  readonly env: Record<string, string>
  build(options?: BuildOptions): ReturnType<typeof build>
  /**
   * As many instances as one process can run at once: one without Redis, and one on SQLite, which
   * blocks the whole process while another connection writes.
   */
  buildAll(options?: BuildOptions): Promise<[App, ...App[]]>
}

/** One Redis serves all tests of a file, each with its own prefix. */
let redis: Promise<RedisServer> | undefined

function redisOf(root: Test): Promise<RedisServer> {
  if (redis === undefined) {
    root.teardown(() => {
      redis = undefined
    })
    redis = import('./redis-server.js').then(({ startRedis }) => startRedis(root))
  }
  return redis
}

/** @param t the test with whose end the stores are removed */
export async function openStores(t: Test, combination: Combination, root: Test): Promise<Stores> {
  const env: Record<string, string> = { DATA_DIR: temporaryDirectory(t) }
  if (combination.database === 'PostgreSQL') {
    // These modules are imported on demand: `test-files.ts` reads the static imports.
    const { createDatabase } = await import('./postgres.js')
    const template = process.env.TEST_TEMPLATE
    env.DATABASE_URL = await createDatabase(t, template === undefined ? {} : { template })
  }
  if (combination.set === 'Redis') {
    env.REDIS_URL = (await redisOf(root)).url
    env.REDIS_PREFIX = `${randomUUID()}:`
  }
  const buildOne = (options?: BuildOptions) =>
    build(t, { ...options, env: { ...env, ...options?.env } })
  const isShared = env.DATABASE_URL !== undefined && env.REDIS_URL !== undefined
  return {
    ...combination,
    env,
    build: buildOne,
    async buildAll(options) {
      const first = await buildOne(options)
      return isShared ? [first, await buildOne(options)] : [first]
    }
  }
}

/** Runs the same test with each combination of stores. */
export function inEveryCombination(
  name: string,
  body: (t: Test, stores: Stores) => Promise<void>
): void {
  for (const combination of combinations) {
    const { database, set } = combination
    t.test(`${name} (${database}, ${set} set)`, async (test) => {
      await body(test, await openStores(test, combination, t))
    })
  }
}
