import { setTimeout as sleep } from 'node:timers/promises'
import { askPostgres } from '../../../test/postgres.js'
import { type OneRedis, prefix } from '../deployments/one-redis.js'
import type { Drill } from '../drill.js'

/** Enough for a refill to take a while. */
const rows = 150_000

const fillRecord = `
  insert into revocations (id, bucket, until, published_at)
  select id, right(id, 2), extract(epoch from now())::bigint + 36000, 0
  from (select gen_random_uuid()::text as id from generate_series(1, ${rows})) as ids`

/** Deletes the rows of this drill, so that later refills are as short as before. */
const emptyRecord = 'delete from revocations where published_at = 0'

/** Returns how many of the 256 buckets are marked as complete. */
async function countComplete({ client }: OneRedis): Promise<number> {
  const keys = Array.from(
    { length: 256 },
    (_, i) => `${prefix}revoked:${i.toString(16).padStart(2, '0')}`
  )
  const replies = await client.pipeline(keys.map((key) => ['zscore', key, 'gen'])).exec()
  return (replies ?? []).filter(([, score]) => score !== null).length
}

/** Waits until a random number of buckets, but not all, are complete. */
async function inTheMiddle(deployment: OneRedis): Promise<number> {
  const fewest = 1 + Math.random() * 150
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await sleep(2)) {
    const complete = await countComplete(deployment)
    if (complete >= fewest && complete < 256) return complete
  }
  throw new Error('never saw a refill in its middle')
}

export const refill: readonly Drill<OneRedis>[] = [
  {
    name: 'FLUSHALL in the middle of a refill, twice',
    losesData: true,
    async prepare({ databaseUrl }) {
      await askPostgres(fillRecord, databaseUrl)
    },
    async fault(deployment) {
      const found: number[] = []
      try {
        await deployment.client.flushall()
        for (let i = 0; i < 2; i++) {
          found.push(await inTheMiddle(deployment))
          await deployment.client.flushall()
        }
      } finally {
        await askPostgres(emptyRecord, deployment.databaseUrl)
      }
      return `${rows} rows; ${found.join(' and ')} of 256 buckets were complete`
    }
  }
]
