import { setTimeout as sleep } from 'node:timers/promises'
import type { RedisTarget } from '../src/config/redis-target.js'
import { runningInstances } from '../src/database/instances.js'
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

const waiting = (reason: string) =>
  new WaitingError(
    `The time is recorded, but not in force everywhere yet: ${reason}. Run the command again`
  )

/** Retries until it succeeds. @throws WaitingError after the timeout, in seconds */
async function retry({ clock }: OperatorApp, timeout: number, act: () => Promise<void>) {
  const end = clock() + timeout
  for (;;) {
    try {
      return await act()
    } catch (error) {
      if (clock() > end) throw waiting((error as Error).message)
      await sleep(pollInterval)
    }
  }
}

/**
 * Adds the cut-off to every bucket. After a restore, the database may name a former server as the
 * owner of a bucket: the running instances refill such buckets first.
 */
async function publishToRedis(
  app: OperatorApp,
  target: RedisTarget,
  entries: readonly Revocation[],
  timeout: number
): Promise<void> {
  const { config, db, clock } = app
  await withRedis(app, target, async ({ writers, keyOf }) => {
    const owners = createBucketOwners(db, keyOf(''))
    const write = createRedisWrite({
      writers,
      keyOf,
      clock,
      replicas: replicasOf(config.settings),
      async placeOf(writes) {
        const place = await owners.placeOf(writes)
        // Nobody trusts a bucket elsewhere. The next instance refills it from the record.
        return place === 'here' || (await runningInstances(db)).length > 0 ? place : 'here'
      }
    })
    await retry(app, timeout, async () => {
      for (let i = 0; i < buckets.length; i += batch) {
        const some = buckets.slice(i, i + batch)
        await write(entries.filter(({ bucket }) => some.includes(bucket)))
      }
    })
  }).catch((error) => {
    throw error instanceof WaitingError ? error : waiting((error as Error).message)
  })
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
    await publishToRedis(app, redis, [...entries, ...revocations], timeout)
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
