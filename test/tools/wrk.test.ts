import t from 'tap'
import type { Load } from '../../tools/bench/measure.js'
import { parseWrk, requestLines, wrkArguments } from '../../tools/bench/wrk-text.js'

const load: Load = {
  connections: 50,
  requests: [{ path: '/films/v1/', headers: { authorization: 'Bearer one' } }],
  status: 200,
  body: null,
  bound: { seconds: 4 }
}

t.test('writes one request per line', async (t) => {
  const twice = requestLines([...load.requests, { path: '/', headers: {} }])
  const lines = twice.split('\n')
  t.equal(lines.length, 3, 'with a line end at the end')
  t.equal(
    lines[0]?.replaceAll('\t', '\r\n'),
    'GET /films/v1/ HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer one\r\n\r\n'
  )
})

t.test('a load for some seconds has no limit of calls', async (t) => {
  const args = wrkArguments('http://127.0.0.1:1', load, 'wrk.lua', 'requests.txt')
  t.equal(args[args.indexOf('--duration') + 1], '4s')
  t.equal(args[args.indexOf('--threads') + 1], '1')
  t.strictSame(args.slice(args.indexOf('--')), ['--', 'requests.txt', '0', '200'])
})

t.test('a load of some requests ends with the last response', async (t) => {
  const bound = { requests: 1000 }
  const args = wrkArguments('http://127.0.0.1:1', { ...load, bound, status: 304 }, 'a', 'b')
  t.strictSame(args.slice(args.indexOf('--')), ['--', 'b', '1051', '304'])
})

t.test('parses the line of wrk.lua', async (t) => {
  const failures = { status: 3, connect: 0, read: 0, write: 0, timeout: 0 }
  const outcome = { count: 2949, time: 205172, p50: 2.271, p99: 94.6, cpu: 29344, failures }
  const output = `Running 15s test @ http://127.0.0.1:4567/
  1 threads and 50 connections
  2949 requests in 205.17ms, 354.23KB read
  Non-2xx or 3xx responses: 3
${JSON.stringify(outcome)}
`
  t.strictSame(parseWrk(output), outcome)
  t.throws(() => parseWrk('PANIC: unprotected error'), /wrk did not report.*\nPANIC/)
})
