import t from 'tap'
import { build } from '../helper.js'
import { assertProblem } from '../http/assert-problem.js'
import { asker } from './ask.js'

for (const id of ['0', '7', '17', '999', '00', '999999999999999']) {
  t.test(`film ${id} returns 404, and the detail names the list`, async (t) => {
    const ask = await asker(t)
    for (const url of [`/films/v1/${id}`, `/films/v1/${id}/`, `/films/v1/${id}?fields=title`]) {
      const { detail } = assertProblem(t, await ask(url), 'film-not-found')
      t.match(detail, '/films/v1/')
    }
    t.equal((await ask(`/films/v1/${id}`, {}, 'HEAD')).statusCode, 404)
  })
}

const noIds = [
  'abc',
  '1.5',
  '-1',
  '+1',
  '1e1',
  '0x1',
  '1234567890123456',
  '1/x',
  '1%2F',
  '1%00',
  '%20',
  '1,2',
  '*',
  'null',
  '__proto__',
  'constructor',
  '１',
  'schema.json'
]
for (const id of noIds) {
  t.test(`/films/v1/${id} returns 404 without a token`, async (t) => {
    const server = await build(t)
    assertProblem(t, await server.inject(`/films/v1/${encodeURI(decodeURI(id))}`), 'not-found')
  })
}
