import t from 'tap'
import { traceIdOf } from '../../src/tracing/traceparent.js'
import { captureLog } from '../log/capture-log.js'

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const parentId = '00f067aa0ba902b7'

t.test('valid headers have a trace id', async (t) => {
  for (const header of [
    `00-${traceId}-${parentId}-01`,
    `00-${traceId}-${parentId}-00`,
    `00-${traceId}-${parentId}-ff`,
    `01-${traceId}-${parentId}-01`,
    `cc-${traceId}-${parentId}-01-what-the-future-will-be-like`
  ]) {
    t.equal(traceIdOf(header), traceId, header)
  }
})

t.test('invalid headers have none', async (t) => {
  for (const header of [
    undefined,
    '',
    'x',
    traceId,
    `00-${traceId}-${parentId}`,
    `00-${traceId}-${parentId}-1`,
    `00-${traceId}-${parentId}-01-`,
    `00-${traceId}-${parentId}-01-more`,
    `01-${traceId}-${parentId}-01more`,
    `ff-${traceId}-${parentId}-01`,
    `0-${traceId}-${parentId}-01`,
    `00-${traceId.toUpperCase()}-${parentId}-01`,
    `00-${traceId.slice(1)}-${parentId}-01`,
    `00-${traceId.slice(1)}g-${parentId}-01`,
    `00-${'0'.repeat(32)}-${parentId}-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
    ` 00-${traceId}-${parentId}-01`,
    `00-${traceId}-${parentId}-01, 00-${traceId}-${parentId}-01`,
    `00-${traceId}-${parentId}-01\n`
  ]) {
    t.equal(traceIdOf(header), undefined, String(header))
  }
})

t.test('the lines of a request have its trace id', async (t) => {
  const { server, lines } = await captureLog(t, 'info')
  const ask = (traceparent?: string) =>
    server.inject({ url: '/nothing', headers: traceparent ? { traceparent } : {} })
  await ask(`00-${traceId}-${parentId}-01`)
  await ask(`00-${traceId}-${parentId}-1`)
  await ask()
  t.strictSame(
    lines().map((line) => line.traceId),
    [traceId, undefined, undefined]
  )
})
