import t from 'tap'
import { LazyLogger } from '../../src/log/lazy-logger.js'
import { bearer, mint } from '../helper.js'
import { captureLog } from './capture-log.js'

const methods = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const

t.test('the child is created with its first line, and once', async (t) => {
  const calls: unknown[] = []
  const log = (...line: unknown[]) => void calls.push(line)
  const child = { ...Object.fromEntries(methods.map((name) => [name, log])), level: 'warn' }
  const created: unknown[] = []
  const parent = {
    child(...given: unknown[]) {
      created.push(given)
      return { ...child, child: (bindings: unknown) => bindings }
    }
  }
  const logger = new LazyLogger(parent as never, { reqId: '1' }, { level: 'warn' })
  t.same(created, [])
  for (const name of methods) logger[name](...([{ name }, 'text'] as never[]))
  t.same(
    calls,
    methods.map((name) => [{ name }, 'text'])
  )
  t.equal(logger.level, 'warn')
  t.same(logger.child(...([{ more: 1 }] as never[])), { more: 1 })
  t.same(created, [[{ reqId: '1' }, { level: 'warn' }]])
})

t.test('a request that logs nothing creates no logger', async (t) => {
  const { server } = await captureLog(t, 'info')
  let children = 0
  const { child } = server.log
  server.log.child = (...given) => {
    children++
    return child.call(server.log, ...given) as never
  }
  await server.inject({ url: '/films/v1/', headers: bearer(mint()) })
  t.equal(children, 0)
  await server.inject('/films/v1/')
  t.equal(children, 1, 'a failed request logs a line')
})
