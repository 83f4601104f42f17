import t from 'tap'
import type { Sample } from '../../tools/bench/measure.js'
import { type Mode, measureRounds, orderOf } from '../../tools/bench/rounds.js'
import type { Server } from '../../tools/bench/servers.js'

for (const count of [1, 2, 3, 4, 5, 6]) {
  t.test(`${count} servers: each one follows each other one equally often`, async (t) => {
    const rounds = count % 2 === 1 ? 2 * count : count
    const pairs = new Map<string, number>()
    const first = new Map<number, number>()
    for (let round = 0; round < rounds; round++) {
      const order = orderOf(count, round)
      t.strictSame([...order].sort(), [...Array(count).keys()], 'each server once a round')
      first.set(order[0] as number, (first.get(order[0] as number) ?? 0) + 1)
      for (const [i, server] of order.slice(1).entries()) {
        const pair = `${order[i]} before ${server}`
        pairs.set(pair, (pairs.get(pair) ?? 0) + 1)
      }
    }
    t.equal(pairs.size, count * (count - 1), 'every pair occurs')
    t.ok(new Set(pairs.values()).size <= 1, 'all pairs occur equally often')
    t.equal(first.size, count, 'each server is the first one')
    t.equal(new Set(first.values()).size, 1, 'each server is the first one equally often')
  })
}

t.test('measureRounds measures each server in the order of the round', async (t) => {
  const servers = ['a', 'b', 'c'].map((name) => ({ name }) as Server)
  const mode = { name: 'load' } as Mode
  const measured: string[][] = []
  const rows = await measureRounds(3, servers, [mode], async ({ name }, _mode, round) => {
    measured[round] = [...(measured[round] ?? []), name]
    return { requestsPerSecond: round } as Sample
  })
  t.strictSame(measured, [
    ['a', 'b', 'c'],
    ['a', 'c', 'b'],
    ['c', 'a', 'b']
  ])
  for (const { samples } of rows) {
    t.strictSame(
      samples.map(({ requestsPerSecond }) => requestsPerSecond),
      [0, 1, 2]
    )
  }
})
