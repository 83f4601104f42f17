import t from 'tap'
import { build } from '../helper.js'
import { assertProblem } from './assert-problem.js'

const theirs = '11111111-1111-4111-8111-111111111111'

for (const name of ['x-request-id', 'request-id', 'x-correlation-id']) {
  t.test(`an inbound ${name} does not become the id of the request`, async (t) => {
    const server = await build(t)
    const answer = await server.inject({ url: '/nothing', headers: { [name]: theirs } })
    const { instance } = assertProblem(t, answer, 'not-found')
    t.not(instance, `urn:uuid:${theirs}`)
  })
}

t.test('every request has its own id, whether it fails or not', async (t) => {
  const server = await build(t)
  const urls = ['/', '/healthz', '/films/v1/', '/nothing', '/%', '/ui/', '/problems/', '/']
  const answers = await Promise.all(urls.map((url) => server.inject(url)))
  const ids = answers.map(({ headers }) => headers['x-request-id'])
  for (const id of ids) t.match(id, /^[\da-f-]{36}$/)
  t.equal(new Set(ids).size, urls.length)
})
