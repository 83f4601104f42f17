import t from 'tap'
import { knownCount, newCount, newQueries, query, zipfQueries } from '../../tools/bench/queries.js'
import { seededRandom, zipf } from '../../tools/bench/zipf.js'

t.test('zipf draws the same numbers for the same seed', async (t) => {
  const draw = (seed: number) => zipf(100, 1000, seededRandom(seed))
  t.strictSame(draw(7), draw(7))
  t.notSame(draw(7), draw(8))
})

t.test('zipf draws number k in proportion to 1 / (k + 1)', async (t) => {
  const count = 100_000
  const tally = new Map<number, number>()
  for (const k of zipf(1000, count, seededRandom(1))) tally.set(k, (tally.get(k) ?? 0) + 1)
  const harmonic = Array.from({ length: 1000 }, (_, k) => 1 / (k + 1)).reduce((a, b) => a + b)
  for (const k of [0, 1, 2, 9, 99]) {
    const expected = count / harmonic / (k + 1)
    t.ok(Math.abs((tally.get(k) ?? 0) - expected) < 5 * Math.sqrt(expected), `number ${k}`)
  }
  t.ok(Math.max(...tally.keys()) < 1000)
  t.equal(Math.min(...tally.keys()), 0)
})

t.test('zipf draws the first and the last number', async (t) => {
  t.strictSame(
    zipf(10, 1, () => 0),
    [0]
  )
  t.strictSame(
    zipf(10, 1, () => 1 - 2 ** -32),
    [9]
  )
})

t.test('the sequence of queries is fixed, and its queries differ', async (t) => {
  t.strictSame(zipfQueries().slice(0, 100), zipfQueries().slice(0, 100))
  const known = Array.from({ length: knownCount }, (_, n) => query(n))
  const later = [0, 1].flatMap((round) => newQueries(round, 'token').map(({ path }) => path))
  t.equal(new Set([...known, ...later]).size, knownCount + 2 * newCount)
})
