import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { liftStyles } from '../../src/openapi/lift-styles.js'
import { problemResponses } from '../../src/openapi/problem-responses.js'
import { responseHeaders } from '../../src/openapi/response-headers.js'
import { formsOf, problemsOf } from '../../src/openapi/route-problems.js'
import { build } from '../helper.js'

const route = {
  method: 'GET',
  takesInput: false,
  isPublic: true,
  minimumRole: undefined,
  isNeverShed: true,
  isThrottled: false,
  answersOAuth: false,
  own: []
} as const
const always = [
  'request-malformed',
  'url-invalid',
  'request-timeout',
  'uri-too-long',
  'headers-too-large',
  'internal-error'
]

t.test('the declaration of a route determines its possible problems', async (t) => {
  const more = (changes: object) =>
    problemsOf({ ...route, ...changes }).filter((code) => !always.includes(code))
  for (const code of always) t.ok(problemsOf(route).includes(code as never))
  t.strictSame(more({}), [])
  t.strictSame(more({ isNeverShed: false }), ['service-unavailable'])
  t.strictSame(more({ isThrottled: true }), ['rate-limited'])
  t.strictSame(more({ takesInput: true }), ['validation-failed'])
  t.strictSame(more({ hasId: true }), ['not-found'])
  t.strictSame(more({ own: ['film-not-found'] }), ['film-not-found'])
  for (const method of ['POST', 'PUT', 'PATCH']) {
    t.strictSame(more({ method }), [
      'validation-failed',
      'json-unreadable',
      'payload-too-large',
      'unsupported-media-type'
    ])
  }
  const secured = ['token-missing', 'token-invalid', 'token-expired']
  const basic = more({ isPublic: false, minimumRole: 'basic' })
  t.strictSame(basic, [...secured, 'service-unavailable'], 'no role is below basic')
  const admin = more({ isPublic: false, minimumRole: 'admin' })
  t.strictSame(admin, [...secured, 'authorisation-required', 'service-unavailable'])
})

t.test('the responses of a status list its codes, as documents and as pages', async (t) => {
  const responses = problemResponses(['token-expired', 'token-missing', 'not-found'], ['not-found'])
  t.strictSame(Object.keys(responses), ['401', '404'])
  t.match(responses['401'], {
    content: { 'application/problem+json': { examples: { 'token-missing': {} } } }
  })
  t.notHas(responses['401']?.content, { 'text/html': {} })
  t.has(responses['404']?.content, { 'application/problem+json': {}, 'text/html': {} })
})

t.test('problems that no hook of the route handles are never pages', async (t) => {
  const codes = ['token-invalid', 'request-timeout', 'uri-too-long', 'password-weak'] as const
  t.strictSame(formsOf(route, codes), { documents: codes, pages: [] })
  t.strictSame(formsOf({ ...route, errorPages: 'always' }, codes), {
    documents: ['request-timeout', 'uri-too-long'],
    pages: ['token-invalid', 'uri-too-long', 'password-weak']
  })
  t.strictSame(formsOf({ ...route, errorPages: 'forms' }, codes), {
    documents: ['token-invalid', 'request-timeout', 'uri-too-long'],
    pages: ['token-invalid', 'uri-too-long', 'password-weak']
  })
})

t.test('the declaration determines the headers of a status', async (t) => {
  const names = (changes: object, status: string, isValidated = false) =>
    Object.keys(responseHeaders({ ...route, ...changes }, status, isValidated))
  const limits = ['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset']
  t.strictSame(names({}, '200'), ['x-request-id'])
  t.strictSame(names({ isPublic: false, isThrottled: true }, '431'), ['x-request-id'])
  t.strictSame(names({ isThrottled: true }, '429'), ['x-request-id', 'retry-after', ...limits])
  t.strictSame(names({}, '503'), ['x-request-id', 'retry-after'])
  t.strictSame(names({ isNeverStored: true }, '200'), ['x-request-id', 'cache-control'])
  t.strictSame(names({ isNeverStored: true }, '400'), ['x-request-id'])
  const secured = ['x-request-id', 'cache-control', 'vary']
  t.strictSame(names({ isPublic: false }, '401'), [...secured, 'www-authenticate'])
  t.strictSame(names({ isPublic: false }, '304', true), [...secured, 'etag'])
  t.strictSame(names({ isPublic: false }, '200', true), [...secured, 'etag', 'content-encoding'])
})

t.test('style and explode move from the schema to the parameter', async (t) => {
  const document = {
    paths: {
      '/a': {
        get: {
          parameters: [
            { name: 'o', schema: { type: 'object', style: 'deepObject', explode: true } },
            { name: 'l', schema: { type: 'integer' } },
            { name: 'bare' }
          ]
        },
        post: {}
      }
    }
  }
  liftStyles(document)
  t.strictSame(document.paths['/a'].get.parameters, [
    { name: 'o', schema: { type: 'object' }, style: 'deepObject', explode: true },
    { name: 'l', schema: { type: 'integer' } },
    { name: 'bare' }
  ])
})

t.test('a route without a schema is described by its declaration', async (t) => {
  const server = await build(t, {
    before(server: FastifyInstance) {
      server.get('/for-admins', { config: { minimumRole: 'admin' } }, async () => 'secret')
    }
  })
  const { paths } = (await server.inject('/openapi.json')).json()
  const { security, responses } = paths['/for-admins'].get
  t.strictSame(security, [{ jwt: [] }])
  t.match(JSON.stringify(responses['401']), 'authorisation-required')
})
