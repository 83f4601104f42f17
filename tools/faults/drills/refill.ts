import { setTimeout as sleep } from 'node:timers/promises'
import { askPostgres } from '../../../test/postgres.js'
import { type OneRedis, prefix } from '../deployments/one-redis.js'
import type { Drill } from '../drill.js'

/** Enough rows to make a refill slow. */
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
async function untilPartlyComplete(deployment: OneRedis): Promise<number> {
  const minimum = 1 + Math.random() * 150
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await sleep(2)) {
    const complete = await countComplete(deployment)
    if (complete >= minimum && complete < 256) return complete
  }
  throw new Error('no refill was partly complete within 20 seconds')
}

export const refill: readonly Drill<OneRedis>[] = [
  {
    name: 'FLUSHALL during a refill, twice',
    losesData: true,
    async prepare({ databaseUrl }) {
      await askPostgres(fillRecord, databaseUrl)
    },
    async fault(deployment) {
      const completeCounts: number[] = []
      try {
        await deployment.client.flushall()
        for (let i = 0; i < 2; i++) {
          completeCounts.push(await untilPartlyComplete(deployment))
          await deployment.client.flushall()
        }
      } finally {
        await askPostgres(emptyRecord, deployment.databaseUrl)
      }
      return `${rows} rows; ${completeCounts.join(' and ')} of 256 buckets were complete`
    }
  }
]
