import t from 'tap'
import { assertProblem } from '../http/assert-problem.js'
import { asker } from './ask.js'

const ask = await asker(t)

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
  'application/json;CHARSET=UTF-8',
  'application/json; charset="utf-8"',
  'application/json;Q=0.5',
  'application/json;q=0.5;extension=1',
  'application/json;charset=latin1;q=0, application/json',
  'application/json;q=0, application/json;charset=utf-8',
  browser,
  '',
  ' '
]
const refused = [
  'text/html',
  'image/png',
  'image/png, text/html;q=0.9',
  'application/xml',
  'application/json;q=0',
  'application/json;Q=0',
  'application/json;q=0.000',
  'application/json;q=0;extension=1',
  'application/json; charset=utf-8; q=0',
  'application/json;charset=utf-8;q=0, application/json',
  'application/json, application/json;charset=utf-8;q=0',
  'application/json;Charset=UTF-8;Q=0, application/*',
  'application/json;charset=latin1',
  '*/*;Q=0',
  'application/*;q=0, image/png',
  'text/csv;header=absent',
  '*/*;q=0',
  'application/problem+json',
  'nonsense'
]

for (const accept of accepted) {
  t.test(`Accept: ${accept} gets JSON`, async (t) => {
    for (const url of ['/films/v1/', '/films/v1/1']) {
      const answer = await ask(url, accept === undefined ? {} : { accept })
      t.equal(answer.statusCode, 200)
      t.equal(answer.headers['content-type'], 'application/json; charset=utf-8')
    }
  })
}

for (const accept of refused) {
  t.test(`Accept: ${accept} gets 406`, async (t) => {
    for (const url of ['/films/v1/', '/films/v1/1']) {
      const { detail } = assertProblem(t, await ask(url, { accept }), 'not-acceptable')
      t.match(detail, 'application/json', 'the detail names the available types')
      t.equal((await ask(url, { accept }, 'HEAD')).statusCode, 406)
    }
  })
}

t.test('text/* gets a list as CSV, and 406 for a film', async (t) => {
  const list = await ask('/films/v1/', { accept: 'text/*' })
  t.equal(list.headers['content-type'], 'text/csv; charset=utf-8')
  assertProblem(t, await ask('/films/v1/1', { accept: 'text/*' }), 'not-acceptable')
})

const lists: Record<string, 'text/csv' | 'application/json'> = {
  'text/csv': 'text/csv',
  'text/csv; header=present': 'text/csv',
  'Text/CSV;Header=Present': 'text/csv',
  'text/csv; header="present"; charset=utf-8': 'text/csv',
  'text/csv; header=absent, text/csv;q=0.1': 'text/csv',
  'application/json;q=0, */*': 'text/csv',
  'application/json;charset=utf-8;q=0, */*': 'text/csv',
  'application/json;Q=0.2, text/csv;q=0.3': 'text/csv',
  'text/csv;header=present;q=0, */*': 'application/json',
  'text/csv;header=present;Q=0.1, application/json;q=0.2': 'application/json'
}

t.test('a list has the preferred media type, with any parameters', async (t) => {
  for (const [accept, type] of Object.entries(lists)) {
    const answer = await ask('/films/v1/', { accept })
    t.equal(answer.statusCode, 200, accept)
    t.equal(answer.headers['content-type'], `${type}; charset=utf-8`, accept)
  }
})

t.test('a problem ignores Accept', async (t) => {
  assertProblem(t, await ask('/films/v1/999', { accept: 'text/html' }), 'film-not-found')
})
