import { medianOf } from './figures.js'
import type { Row } from './rounds.js'
import type { SizeRow } from './sizes.js'
import { barChart, lineChart } from './svg.js'

/** Draws the CPU time of the rows, grouped by load. Omits rows without this figure. */
export function drawCpu(rows: readonly Row[], note: string): string {
  const groups = [...new Set(rows.map(({ mode }) => mode))].map((mode) => {
    const bars = rows
      .filter((row) => row.mode === mode)
      .map((row) => ({
        name: row.server.name,
        value: medianOf(row, ({ cpu }) => cpu),
        isOwn: row.server.name.startsWith('this service')
      }))
    return { name: mode.name, bars: bars.filter(({ value }) => !Number.isNaN(value)) }
  })
  return barChart({ title: 'CPU time of the server, in µs per request', note }, groups)
}

/** Draws the latency over the size of the set. */
export function drawLatency(rows: readonly SizeRow[], note: string): string {
  const title = 'Latency over the number of revocations in Redis, in ms'
  const line = (name: 'p50' | 'p99') => ({
    name,
    values: rows.map(({ row }) => medianOf(row, (sample) => sample[name]))
  })
  const sizes = rows.map(({ size }) => size)
  return lineChart({ title, note }, sizes, [line('p50'), line('p99')])
}
