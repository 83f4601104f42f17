import { readFileSync } from 'node:fs'
import t from 'tap'
import { findOperation, summarize } from '../../web/views/try/summarize.js'

const document = summarize(JSON.parse(readFileSync('openapi/openapi.json', 'utf8')))

t.test('operations have their parameters and members', async (t) => {
  const films = findOperation(document, 'GET', '/films/v1/')
  const named = (name: string) => films?.parameters.find((one) => one.name === name)
  t.equal(films?.isPublic, false)
  t.match(named('options[characters]'), { values: ['true', 'false'], isList: false })
  t.match(named('sort_order'), { values: ['asc', 'desc'] })
  t.match(named('fields'), { isList: true })
  t.ok(named('fields')?.values.includes('episode'))
  t.match(named('filter[episode][gte]'), { values: [] })
  t.equal(named('filter[episode]'), undefined)
})

t.test('bodies have an example', async (t) => {
  const login = findOperation(document, 'POST', '/users/v1/login')
  t.equal(login?.isPublic, true)
  t.equal(login?.body?.type, 'application/json')
  t.strictSame(Object.keys(JSON.parse(login?.body?.example ?? '')), ['email', 'password'])
  const change = findOperation(document, 'PATCH', '/users/v1/7')
  t.strictSame(JSON.parse(change?.body?.example ?? ''), { access_role: 'admin' })
  const revoke = findOperation(document, 'POST', '/tokens/v1/revoke')
  t.match(revoke?.body, { type: 'application/x-www-form-urlencoded', example: /^token=/ })
  t.equal(findOperation(document, 'GET', '/films/v1/')?.body, undefined)
})

t.test('finds the operation of a path', async (t) => {
  const pathOf = (method: string, path: string) => findOperation(document, method, path)?.path
  t.equal(pathOf('GET', '/films/v1/1'), '/films/v1/{film_id}')
  t.equal(pathOf('HEAD', '/films/v1/1'), '/films/v1/{film_id}')
  t.equal(pathOf('GET', '/films/v1/schema'), '/films/v1/schema')
  t.equal(pathOf('GET', '/films/v1/'), '/films/v1/')
  t.equal(pathOf('DELETE', '/films/v1/'), undefined)
  t.equal(pathOf('GET', '/nothing'), undefined)
})

t.test('a document without anything has no operations', async (t) => {
  t.strictSame(summarize({ paths: {}, components: { schemas: {} } }), { operations: [] })
})
