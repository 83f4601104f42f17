import t from 'tap'
import { countWorkers } from '../../src/workers/count-workers.js'

t.test('auto is the number of cores, within the quota', async (t) => {
  for (const [cores, quota, count] of [
    [8, Number.POSITIVE_INFINITY, 8],
    [8, 2, 2],
    [8, 2.9, 2],
    [8, 0.5, 1],
    [1, Number.POSITIVE_INFINITY, 1]
  ] as const) {
    t.equal(
      countWorkers('auto', cores, () => quota),
      count,
      `${cores} cores, quota ${quota}`
    )
  }
})

t.test('a number is used as it is, and the quota is not read', async (t) => {
  t.equal(
    countWorkers('3', 1, () => t.fail('reads the quota') as never),
    3
  )
})
