import t from 'tap'
import { cpuRatios, showThroughput } from '../../tools/bench/figures.js'
import type { Sample } from '../../tools/bench/measure.js'
import { showTarget } from '../../tools/bench/report.js'
import type { Mode, Row } from '../../tools/bench/rounds.js'
import type { Server } from '../../tools/bench/servers.js'

const rowOf = (...samples: Partial<Sample>[]): Row => ({
  server: { name: 'server' } as Server,
  mode: { name: 'load' } as Mode,
  samples: samples as Sample[]
})

for (const [use, shown] of [
  [0.949, 'generator-bound'],
  [0.95, '20000'],
  [1.1, '20000'],
  [null, '–']
] as const) {
  t.test(`a server that is busy for ${use} of the time: ${shown}`, async (t) => {
    t.equal(showThroughput(rowOf({ requestsPerSecond: 20_000, serverBusy: use })), shown)
  })
}

t.test('the median over the rounds decides who was the bottleneck', async (t) => {
  const samples = [0.5, 0.96, 0.97].map((serverBusy) => ({ serverBusy, requestsPerSecond: 1 }))
  t.equal(showThroughput(rowOf(...samples)), '1')
})

t.test('compares the CPU time within each round', async (t) => {
  const row = rowOf({ cpu: 20 }, { cpu: 10 }, { cpu: null })
  const baseline = rowOf({ cpu: 10 }, { cpu: 8 }, { cpu: 9 })
  t.strictSame(cpuRatios(row, baseline), [0.5, 0.8])
  const target = { text: 'films', row, other: baseline }
  t.equal(showTarget({ ...target, atLeast: 0.65 }), '- films ≥ 0.65: **met** (0.65 (0.50–0.80))')
  t.equal(showTarget({ ...target, atLeast: 0.66 }), '- films ≥ 0.66: **missed** (0.65 (0.50–0.80))')
  t.equal(showTarget({ ...target, row: null, atLeast: 0.6 }), '- films ≥ 0.60: not measured')
})
