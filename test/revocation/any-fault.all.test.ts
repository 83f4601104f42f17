import fc from 'fast-check'
import { sql } from 'kysely'
import t from 'tap'
import { readPulse } from '../../src/database/pulse.js'
import { Problem } from '../../src/problems/problem.js'
import { buckets } from '../../src/revocation/buckets.js'
import {
  markPublished,
  recordRevocations,
  unpublishedRevocations
} from '../../src/revocation/record.js'
import { createBucketOwners } from '../../src/revocation/redis/bucket-owners.js'
import { createRedisSet } from '../../src/revocation/redis/redis-set.js'
import { migrateUp } from '../database/migrate-all.js'
import { openDatabase } from '../database/open-database.js'
import { noon, temporaryDirectory } from '../helper.js'
import { FakeRedis } from './fake-redis.js'

/*
 * Compares the record and the set with a model, and injects a fault between any two steps. Two
 * instances revoke, check, monitor the buckets and publish pending rows, partly concurrently.
 * Meanwhile the server loses keys, connections, responses or all data, or restarts from an old
 * snapshot.
 */

const faults = [
  'none',
  'none',
  'none',
  'flush',
  'lose-key',
  'save',
  'restart-saved',
  'restart-empty',
  'break',
  'lose-request',
  'lose-answer'
] as const
type Fault = (typeof faults)[number]

const tokenCount = 6
const ids = Array.from(
  { length: tokenCount },
  (_, i) => `0000000${i}-0000-4000-8000-0000000000${i % 2 === 0 ? '0a' : '0b'}`
)
const tokenOf = (index: number) => ({ sub: ids[index] as string })

type Act =
  | { readonly act: 'revoke' | 'check'; readonly token: number; readonly instance: 0 | 1 }
  | { readonly act: 'look' | 'publish'; readonly instance: 0 | 1 }

const instance = fc.constantFrom(0 as const, 1 as const)
const acts: fc.Arbitrary<Act> = fc.oneof(
  fc.record({
    act: fc.constantFrom('revoke' as const, 'check' as const),
    token: fc.nat(tokenCount - 1),
    instance
  }),
  fc.record({ act: fc.constantFrom('look' as const, 'publish' as const), instance })
)

t.test('a revoked token stays revoked, whatever fails between any two steps', async (t) => {
  const db = await openDatabase(t, { DATA_DIR: temporaryDirectory(t) })
  await migrateUp(db)
  let [accepted, refused, unknown] = [0, 0, 0]

  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(acts, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 12 }),
      fc.infiniteStream(fc.tuple(fc.constantFrom(...faults), fc.nat(255))),
      async (rounds, stream) => {
        await db.deleteFrom('revocations').execute()
        await db
          .updateTable('revocation_buckets')
          .set({ server: null, ticket: null, beat: 0, filled_at: null })
          .execute()
        const server = new FakeRedis()
        let faulty = true
        server.before = async () => {
          const [fault, number] = faulty ? (stream.next().value as [Fault, number]) : ['none', 0]
          await new Promise(setImmediate)
          if (fault === 'flush') server.flush()
          if (fault === 'lose-key') server.loseKey(number)
          if (fault === 'save') server.save()
          if (fault === 'restart-saved') server.restart(false)
          if (fault === 'restart-empty') server.restart(true)
          if (fault === 'break') server.breakConnections()
          return fault === 'lose-request' || fault === 'lose-answer' ? fault : 'answer'
        }
        const sets = [0, 1].map(() => {
          const node = server.connect()
          const nodes = {
            of: () => node,
            leavesMasters: false,
            isCluster: false,
            rediscover: () => node.emit('close')
          }
          return createRedisSet({
            recordedCutOff: () => null,
            db,
            readOwnersVersion: async () => (await readPulse(db, noon)).ownersVersion,
            readers: nodes,
            writers: nodes,
            keyOf: (bucket) => `p:${bucket}`,
            clock: () => noon,
            compare: () => {},
            replicas: { count: 0, timeout: 0 },
            onDoubt: () => {},
            onGaps: () => {},
            report: () => {},
            isClosing: () => false,
            onDuration: () => {}
          })
        }) as [ReturnType<typeof createRedisSet>, ReturnType<typeof createRedisSet>]

        /** The tokens whose revocation succeeded, and those whose revocation was started. */
        const [acknowledged, begun] = [new Set<number>(), new Set<number>()]

        async function publish(set: (typeof sets)[0], indexes: readonly number[]) {
          const rows = indexes.map((index) => {
            const id = ids[index] as string
            return { id, bucket: id.slice(-2), until: noon + 3600 }
          })
          begun.add(indexes[0] as number)
          await recordRevocations(db, rows)
          await set.revoke(rows)
          await markPublished(db, rows, noon)
          for (const index of indexes) acknowledged.add(index)
        }

        async function check(set: (typeof sets)[0], index: number) {
          const mustBeRevoked = acknowledged.has(index)
          const isRevoked = await Promise.resolve(set.isRevoked({ ...tokenOf(index), iat: noon }))
          if (mustBeRevoked && !isRevoked) throw new RangeError(`token ${index} came back`)
          if (isRevoked && !begun.has(index))
            throw new RangeError(`token ${index} was never revoked`)
          if (isRevoked) refused++
          else accepted++
        }

        /** An instance never runs this twice at once, as in the service. */
        const busy = new Set<unknown>()
        async function lookAfter(set: (typeof sets)[0]) {
          if (busy.has(set)) return
          busy.add(set)
          try {
            await set.look()
            await set.fill()
          } finally {
            busy.delete(set)
          }
        }

        async function run(one: Act): Promise<void> {
          const set = sets[one.instance]
          if (one.act === 'revoke') await publish(set, [one.token])
          if (one.act === 'check') await check(set, one.token)
          if (one.act === 'look') await lookAfter(set)
          if (one.act === 'publish') {
            const rows = await unpublishedRevocations(db)
            await set.revoke(rows)
            await markPublished(db, rows, noon)
          }
        }

        /**
         * A failure that a fault causes is no discrepancy: it is a 503, or the work is repeated
         * later.
         */
        const tolerate = (error: unknown) => {
          if (error instanceof RangeError) throw error
          if (error instanceof Problem || /connection|did not/.test(String(error))) unknown++
          else throw error
        }

        for (const round of rounds) {
          await Promise.all(round.map((one) => run(one).catch(tolerate)))
          for (const index of acknowledged) {
            for (const set of sets) await check(set, index).catch(tolerate)
          }
        }

        // After the last fault the set completes, and every check succeeds.
        faulty = false
        // Lets the rest of a two-bucket write finish after the first bucket has failed.
        for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate)
        for (const set of [...sets, ...sets]) await lookAfter(set)
        for (const set of sets) {
          if (set.countComplete() !== buckets.length) throw new RangeError('incomplete')
          for (const index of ids.keys()) await check(set, index)
        }
        const filled = await createBucketOwners(db, 'p:').read()
        return filled.every(({ isFilled }) => isFilled)
      }
    ),
    { numRuns: Number(process.env.FAULT_RUNS ?? 100) }
  )
  t.ok(
    accepted > 0 && refused > 0 && unknown > 0,
    'the run included accepted, rejected and failed checks'
  )
  t.comment(`${accepted} accepted, ${refused} rejected, ${unknown} failed`)
  t.ok(await sql`select 1`.execute(db))
})
