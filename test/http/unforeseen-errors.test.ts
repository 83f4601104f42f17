import t from 'tap'
import { problemFromError } from '../../src/problems/from-error.js'
import { build } from '../helper.js'
import { assertProblem } from './assert-problem.js'

const secret = 'password hunter2 at /srv/app/secret.ts, SELECT * FROM users'

const thrown = {
  'an Error': new Error(secret),
  'a TypeError': new TypeError(secret),
  'an Error with a cause': new Error(secret, { cause: new Error(secret) }),
  'an Error with a status': Object.assign(new Error(secret), { statusCode: 404 }),
  'an Error with a status that is none': Object.assign(new Error(secret), { statusCode: 200 }),
  'an Error with a code of its own': Object.assign(new Error(secret), { code: 'ENOENT' }),
  'an Error whose code is no string': Object.assign(new Error(secret), { code: { x: 1 } }),
  'a text': secret,
  'a number': 42,
  'an object': { message: secret },
  'an object that looks successful': { statusCode: 200, message: secret },
  null: null,
  undefined
}

for (const [name, value] of Object.entries(thrown)) {
  t.test(`a handler that throws ${name} returns 500 without details`, async (t) => {
    const server = await build(t, {
      before(server) {
        const config = { public: true } as const
        server.get('/async', { config }, async () => {
          throw value
        })
        server.get('/sync', { config }, () => {
          throw value
        })
      }
    })
    for (const url of ['/async', '/sync']) {
      const answer = await server.inject(url)
      const { detail } = assertProblem(t, answer, 'internal-error')
      t.equal(detail, 'An unexpected error occurred')
      t.notMatch(JSON.stringify(answer.headers) + answer.body, /hunter2|secret\.ts|SELECT| at /)
    }
  })
}

t.test('an error in a hook returns 500 without details', async (t) => {
  const server = await build(t, {
    before(server) {
      const fail = async () => {
        throw new Error(secret)
      }
      const config = { public: true } as const
      server.get('/pre-handler', { config, preHandler: fail }, async () => 'never')
      server.get('/on-request', { config, onRequest: fail }, async () => 'never')
    }
  })
  for (const url of ['/pre-handler', '/on-request']) {
    const answer = await server.inject(url)
    t.equal(answer.statusCode, 500)
    t.notMatch(answer.body, 'hunter2')
  }
})

t.test('HEAD returns the status and headers of the error, without a body', async (t) => {
  const server = await build(t, {
    before(server) {
      server.get('/failing', { config: { public: true } }, async () => {
        throw new Error(secret)
      })
    }
  })
  const answer = await server.inject({ method: 'HEAD', url: '/failing' })
  t.equal(answer.statusCode, 500)
  t.equal(answer.headers['content-type'], 'application/problem+json')
  t.equal(answer.body, '')
})

t.test('a response that does not match its schema is an internal error', async (t) => {
  const server = await build(t, {
    before(server) {
      const response = { 200: { type: 'object', properties: { a: { type: 'integer' } } } }
      const options = { config: { public: true }, schema: { response } } as const
      server.get('/misfit', options, async () => ({ a: secret }))
    }
  })
  const answer = await server.inject('/misfit')
  assertProblem(t, answer, 'internal-error')
  t.notMatch(answer.body, 'hunter2')
})

t.test('the thrown error is kept as the cause', async (t) => {
  const error = new Error(secret)
  t.equal(problemFromError(error).cause, error)
})
