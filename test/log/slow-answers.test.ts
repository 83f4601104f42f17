import type { FastifyReply, FastifyRequest } from 'fastify'
import t from 'tap'
import { RequestLog } from '../../plugins/app/request-log.js'

/** Returns the level and line that are logged for a response of that duration. */
function linesOf(
  level: string,
  statusCode: number,
  elapsedTime: number,
  error: Error | null = null
) {
  const lines: [level: string, line: Record<string, unknown>][] = []
  const at = (level: string) => (line: Record<string, unknown>) => void lines.push([level, line])
  const log = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
  const request = { log, method: 'GET', url: '/films/v1/', ip: '::1' }
  const reply = { statusCode, elapsedTime }
  new RequestLog(level).requestCompleted(
    error,
    request as unknown as FastifyRequest,
    reply as unknown as FastifyReply
  )
  return lines
}

const table: [level: string, statusCode: number, elapsed: number, logged: string | undefined][] = [
  ['info', 200, 999, undefined],
  ['info', 200, 1000, 'warn'],
  ['info', 304, 1500, 'warn'],
  ['info', 399, 0, undefined],
  ['info', 400, 0, 'info'],
  ['info', 404, 1500, 'warn'],
  ['info', 499, 0, 'info'],
  ['info', 500, 0, 'error'],
  ['info', 503, 1500, 'error'],
  ['debug', 200, 0, 'debug'],
  ['debug', 200, 1500, 'warn'],
  ['trace', 200, 0, 'debug'],
  ['warn', 200, 0, undefined]
]

for (const [level, statusCode, elapsed, logged] of table) {
  t.test(
    `at level ${level}, ${statusCode} after ${elapsed} ms is ${logged ? `logged as ${logged}` : 'not logged'}`,
    async (t) => {
      const lines = linesOf(level, statusCode, elapsed)
      t.equal(lines.length, logged === undefined ? 0 : 1)
      t.equal(lines[0]?.[0], logged)
      if (logged) t.match(lines[0]?.[1], { statusCode, milliseconds: elapsed, url: '/films/v1/' })
    }
  )
}

t.test('an aborted response is logged with its error', async (t) => {
  const error = new Error('aborted')
  t.match(linesOf('info', 200, 1.4, error), [['debug', { err: error, milliseconds: 1 }]])
})

t.test('an incoming request is not logged', async (t) => {
  t.equal(new RequestLog('trace').incomingRequest(), undefined)
})
