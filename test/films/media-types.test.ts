import t from 'tap'
import { assertProblem } from '../http/assert-problem.js'
import { asker } from './ask.js'

const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8'
const accepted = [
  undefined,
  '*/*',
  'application/json',
  'APPLICATION/JSON',
  'application/*',
  'application/json;q=0.1',
  'application/json; charset=utf-8',
  'text/html, application/json',
  'image/png, */*;q=0.1',
  browser
]
const refused = [
  'text/html',
  'image/png',
  'image/png, text/html;q=0.9',
  'application/xml',
  'application/json;q=0',
  '*/*;q=0',
  'application/problem+json',
  'nonsense'
]

for (const accept of accepted) {
  t.test(`Accept: ${accept} gets JSON`, async (t) => {
    const ask = await asker(t)
    for (const url of ['/films/v1/', '/films/v1/1']) {
      const answer = await ask(url, accept === undefined ? {} : { accept })
      t.equal(answer.statusCode, 200)
      t.equal(answer.headers['content-type'], 'application/json; charset=utf-8')
    }
  })
}

for (const accept of refused) {
  t.test(`Accept: ${accept} gets 406`, async (t) => {
    const ask = await asker(t)
    for (const url of ['/films/v1/', '/films/v1/1']) {
      const { detail } = assertProblem(t, await ask(url, { accept }), 'not-acceptable')
      t.match(detail, 'application/json', 'and learns what could be made')
      t.equal((await ask(url, { accept }, 'HEAD')).statusCode, 406)
    }
  })
}

t.test('text/* is what a list can be and a film cannot', async (t) => {
  const ask = await asker(t)
  const list = await ask('/films/v1/', { accept: 'text/*' })
  t.equal(list.headers['content-type'], 'text/csv; charset=utf-8')
  assertProblem(t, await ask('/films/v1/1', { accept: 'text/*' }), 'not-acceptable')
})

t.test('problems are told whatever is accepted', async (t) => {
  const ask = await asker(t)
  assertProblem(t, await ask('/films/v1/999', { accept: 'text/html' }), 'film-not-found')
})
