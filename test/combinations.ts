import { randomUUID } from 'node:crypto'
import t, { type Test } from 'tap'
import { type BuildOptions, build, temporaryDirectory } from './helper.js'
import { createDatabase } from './postgres.js'
import { type RedisServer, startRedis } from './redis-server.js'

/** Where the service keeps its accounts, and where its set of revoked tokens. */
type App = Awaited<ReturnType<typeof build>>

export interface Combination {
  readonly database: 'SQLite' | 'PostgreSQL'
  readonly set: 'in-process' | 'Redis'
}

export const combinations: readonly Combination[] = [
  { database: 'SQLite', set: 'in-process' },
  { database: 'SQLite', set: 'Redis' },
  { database: 'PostgreSQL', set: 'in-process' },
  { database: 'PostgreSQL', set: 'Redis' }
]

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

/** @param t whose end takes the stores along */
export async function openStores(t: Test, combination: Combination, root: Test): Promise<Stores> {
  const env: Record<string, string> = { DATA_DIR: temporaryDirectory(t) }
  if (combination.database === 'PostgreSQL') env.DATABASE_URL = await createDatabase(t)
  if (combination.set === 'Redis') {
    redis ??= startRedis(root)
    env.REDIS_URL = (await redis).url
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
