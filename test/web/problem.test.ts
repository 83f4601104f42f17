import t from 'tap'
import { asProblem, isPassing, problemOf, unreachable } from '../../web/api/problem.js'

const answer = (status: number, headers: Record<string, string> = {}) =>
  new Response(null, { status, statusText: 'Bad', headers })

t.test('a problem document keeps what the page shows', async (t) => {
  const body = {
    type: '/problems/body-invalid',
    title: 'Invalid body',
    status: 400,
    code: 'body-invalid',
    instance: 'urn:uuid:1',
    errors: [{ path: '/email', message: 'must be an address' }]
  }
  const { type: _, ...shown } = body
  t.strictSame(problemOf(body, answer(400)), shown)
  t.match(problemOf(body, answer(429, { 'retry-after': '7' })), { status: 429, retryAfter: 7 })
})

t.test('members of other types, as a proxy may send them, are left out', async (t) => {
  for (const more of [
    { errors: { email: ['bad'] } },
    { errors: ['bad'] },
    { errors: [null] },
    { errors: 'bad' },
    { instance: 5, code: {}, detail: ['x'] },
    { retryAfter: 'x', status: 'x' }
  ]) {
    t.strictSame(problemOf({ title: 'Bad', ...more }, answer(400)), { title: 'Bad', status: 400 })
  }
})

t.test('what is no problem document is told by its status', async (t) => {
  for (const body of [undefined, null, '', '<html>title</html>', 7, [], { title: {} }]) {
    const problem = problemOf(body, answer(502))
    t.strictSame(problem, { title: 'The service answered 502', status: 502, detail: 'Bad' })
  }
})

t.test('only a service that is away or busy is asked again', (t) => {
  const passing = [unreachable, { title: '', status: 503 }, { title: '', status: 429 }]
  for (const problem of passing) t.ok(isPassing(problem), String(problem.status))
  t.notOk(isPassing({ title: '', status: 401 }))
  t.notOk(isPassing(asProblem(new TypeError('x is undefined'))), 'a fault of the page')
  t.end()
})
