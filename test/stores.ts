import { randomUUID } from 'node:crypto'
import t, { type Test } from 'tap'
import { type BuildOptions, build, temporaryDirectory } from './helper.js'
import type { RedisServer } from './redis-server.js'

/** Where the service keeps its accounts, and where its set of revoked tokens. */
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

/** The first circle runs every flow on the embedded stores, the second on the others. */
const combinations = process.env.TEST_STORES === 'served' ? served : [embedded]

/** Stores of one test's own: whatever is built on them sees the same accounts. */
export interface Stores extends Combination {
  readonly env: Record<string, string>
  build(options?: BuildOptions): ReturnType<typeof build>
  /**
   * As many instances as may be open at once in one process: one without Redis, and one on SQLite,
   * which holds up the whole process while another connection writes.
   */
  buildAll(options?: BuildOptions): Promise<[App, ...App[]]>
}

/** One Redis serves a file's tests, each under a prefix of its own. */
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

/** @param t whose end takes the stores along */
export async function openStores(t: Test, combination: Combination, root: Test): Promise<Stores> {
  const env: Record<string, string> = { DATA_DIR: temporaryDirectory(t) }
  if (combination.database === 'PostgreSQL') {
    // Where no server is, these modules are not loaded: `test-files.ts` reads the imports.
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

/** The same test over each combination of stores. */
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
