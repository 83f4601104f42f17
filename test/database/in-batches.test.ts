import { randomUUID } from 'node:crypto'
import t from 'tap'
import { inBatches } from '../../src/database/in-batches.js'
import { recordRevocations } from '../../src/revocation/record.js'
import { build } from '../helper.js'

t.test('a large deletion in the embedded database does not block the event loop', async (t) => {
  const app = await build(t)
  const ids = Array.from({ length: 2000 }, () => randomUUID())
  const ended = ids.map((id) => ({ id, bucket: id.slice(-2), until: 1 }))
  await recordRevocations(app.db, ended)
  let turns = 0
  const timer = setInterval(() => turns++, 0)
  await app.prune('revocations')
  clearInterval(timer)
  t.ok(turns >= 2, `${turns} turns of the event loop`)
})

t.test('inBatches stops early when the service closes', async (t) => {
  let batches = 0
  await inBatches(
    async () => ++batches,
    () => batches === 3
  )
  t.equal(batches, 3)
})
