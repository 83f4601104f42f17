import { setTimeout as sleep } from 'node:timers/promises'
import { runningInstances } from '../src/database/instances.js'
import type { ConnectedNodes } from '../src/redis/connect-nodes.js'
import { buckets } from '../src/revocation/buckets.js'
import { type CutOff, cutOffMember, encodeCutOff } from '../src/revocation/cut-off.js'
import { markPublished } from '../src/revocation/record.js'
import { recordedCutOff } from '../src/revocation/recorded-cut-off.js'
import { createBucketOwners } from '../src/revocation/redis/bucket-owners.js'
import { createRedisWrite, replicasOf } from '../src/revocation/redis/write.js'
import type { Revocation } from '../src/revocation/revocation-set.js'
import type { OperatorApp } from './admin-commands.js'
import { WaitingError } from './command.js'
import { isServed, pollInterval } from './publish-revocations.js'
import { withRedis } from './with-redis.js'

/** How many buckets are written at once. */
const batch = 16

/** Retries until it succeeds. @throws WaitingError after the timeout, in seconds */
export async function retry(
  { clock }: Pick<OperatorApp, 'clock'>,
  timeout: number,
  act: () => Promise<void>
): Promise<void> {
  const end = clock() + timeout
  for (;;) {
    try {
      return await act()
    } catch (error) {
      if (clock() > end) {
        throw new WaitingError(
          `The time is recorded, but not in force everywhere yet: ${(error as Error).message}. Run the command again`
        )
      }
      await sleep(pollInterval)
    }
  }
}

/**
 * Adds the cut-off to every bucket. After a restore, the database may name a former server as the
 * owner of a bucket: the running instances refill such buckets first.
 */
async function writeToRedis(
  { config, db, clock }: OperatorApp,
  { writers, keyOf }: ConnectedNodes,
  entries: readonly Revocation[]
): Promise<void> {
  const owners = createBucketOwners(db, keyOf(''))
  const write = createRedisWrite({
    writers,
    keyOf,
    clock,
    replicas: replicasOf(config.settings),
    async placeOf(writes) {
      const place = await owners.placeOf(writes)
      // Without a running instance, nobody trusts a bucket elsewhere. The next one refills it.
      return place === 'here' || (await runningInstances(db)).length > 0 ? place : 'here'
    }
  })
  for (let i = 0; i < buckets.length; i += batch) {
    const some = buckets.slice(i, i + batch)
    await write(entries.filter(({ bucket }) => some.includes(bucket)))
  }
}

/**
 * Puts a recorded cut-off in force on every instance. With Redis, adds it to every bucket: the next
 * check of each instance reads it. Without Redis, waits for the serving process.
 *
 * @param revocations to be published together with it
 * @param timeout in seconds
 * @throws WaitingError
 */
export async function putInForce(
  app: OperatorApp,
  cutOff: CutOff,
  revocations: readonly Revocation[],
  timeout: number
): Promise<void> {
  const { db, clock } = app
  const { redis } = app.config
  if (redis !== null) {
    const until = encodeCutOff(cutOff)
    const entries = buckets.map((bucket) => ({ id: cutOffMember, bucket, until }))
    const all = [...entries, ...revocations]
    await retry(app, timeout, () => withRedis(app, redis, (nodes) => writeToRedis(app, nodes, all)))
    await markPublished(db, revocations, clock())
    return
  }
  if (!isServed(app)) return
  await retry(app, timeout, async () => {
    if (!(await recordedCutOff(db))?.isApplied) {
      throw new Error('the running service has not applied it; see its log and /readyz')
    }
  })
}
