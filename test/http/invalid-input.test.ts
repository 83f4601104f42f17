import t from 'tap'
import { describeInput, type SchemaError } from '../../src/problems/describe-input.js'
import { problem } from '../../src/problems/problem.js'
import { build } from '../helper.js'
import { assertProblem } from './assert-problem.js'

const slip = (error: Partial<SchemaError>): SchemaError => ({
  keyword: 'type',
  instancePath: '',
  message: 'must be object',
  params: {},
  ...error
})

t.test('the path of an input is written as clients write it', async (t) => {
  const pathOf = (error: Partial<SchemaError>) => describeInput([slip(error)])[0]?.path
  t.equal(pathOf({ instancePath: '/limit' }), 'limit')
  t.equal(pathOf({ instancePath: '/options/films' }), 'options[films]')
  t.equal(pathOf({ instancePath: '/a/0/b' }), 'a[0][b]')
  t.equal(pathOf({ instancePath: '' }), 'body', 'the whole input is the body')
})

t.test('the message for an unknown member lists the known ones', async (t) => {
  const unknown = { keyword: 'additionalProperties', params: { additionalProperty: 'x' } }
  const messageOf = (error: Partial<SchemaError>) => describeInput([slip(error)])[0]
  t.strictSame(messageOf({ ...unknown, parentSchema: { properties: { a: {}, b: {} } } }), {
    path: 'x',
    message: 'unknown; allowed: a, b'
  })
  t.match(messageOf({ ...unknown, instancePath: '/o', parentSchema: {} }), { path: 'o[x]' })
  t.match(messageOf(unknown), { path: 'x' })
})

t.test('a body is validated like a query', async (t) => {
  const server = await build(t, {
    before(server) {
      const body = {
        type: 'object',
        required: ['name'],
        additionalProperties: false,
        properties: { name: { type: 'string', minLength: 1 }, age: { type: 'integer' } }
      }
      server.post('/mine', { config: { public: true }, schema: { body } }, async () => 'taken')
    }
  })
  const send = (payload: object | undefined) =>
    server.inject({ method: 'POST', url: '/mine', ...(payload && { payload }) })
  t.equal((await send({ name: 'Rey' })).statusCode, 200)
  const wrong: [payload: object | undefined, errors: object[]][] = [
    [undefined, [{ message: 'must be object' }]],
    [{}, [{ path: 'name', message: 'required' }]],
    [{ name: '' }, [{ path: 'name' }]],
    [{ name: 'Rey', age: 'old' }, [{ path: 'age', message: 'must be integer' }]],
    [{ name: 'Rey', admin: true }, [{ path: 'admin', message: 'unknown; allowed: name, age' }]]
  ]
  for (const [payload, errors] of wrong) {
    t.match(assertProblem(t, await send(payload), 'validation-failed').errors, errors)
  }
})

t.test('a problem can replace the detail of the catalogue and add headers', async (t) => {
  const exact = problem('token-invalid', { detail: 'exactly', headers: { 'x-a': '1' } })
  t.match(exact, { message: 'exactly', status: 401, headers: { 'x-a': '1' } })
  t.match(exact.headers['www-authenticate'], 'invalid_token', 'the headers of the catalogue remain')
  t.equal(problem('token-invalid').message, 'The token is not valid for this route')
})
