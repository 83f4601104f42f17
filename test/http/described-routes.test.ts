import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { liftStyles } from '../../src/openapi/lift-styles.js'
import { problemResponses } from '../../src/openapi/problem-responses.js'
import { problemsOf } from '../../src/openapi/route-problems.js'
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
  'request-timeout',
  'uri-too-long',
  'headers-too-large',
  'internal-error'
]

t.test('what a route declares decides which problems it can answer with', async (t) => {
  const more = (changes: object) =>
    problemsOf({ ...route, ...changes }).filter((code) => !always.includes(code))
  for (const code of always) t.ok(problemsOf(route).includes(code as never))
  t.strictSame(more({}), [])
  t.strictSame(more({ isNeverShed: false }), ['service-unavailable'])
  t.strictSame(more({ isThrottled: true }), ['rate-limited'])
  t.strictSame(more({ takesInput: true }), ['validation-failed'])
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
  t.strictSame(basic, [...secured, 'service-unavailable'], 'nobody is below basic')
  const admin = more({ isPublic: false, minimumRole: 'admin' })
  t.strictSame(admin, [...secured, 'authorisation-required', 'service-unavailable'])
})

t.test('the responses of a status tell its codes and its headers', async (t) => {
  const responses = problemResponses(['token-expired', 'token-missing', 'not-found'])
  t.strictSame(Object.keys(responses), ['401', '404'])
  t.match(responses['401'], {
    headers: { 'www-authenticate': { type: 'string' } },
    content: { 'application/problem+json': { examples: { 'token-missing': {} } } }
  })
  t.notHas(responses['404'], { headers: {} })
})

t.test('style and explode belong to the parameter, not to its schema', async (t) => {
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
  t.strictSame(liftStyles(document).paths['/a'].get.parameters, [
    { name: 'o', schema: { type: 'object' }, style: 'deepObject', explode: true },
    { name: 'l', schema: { type: 'integer' } },
    { name: 'bare' }
  ])
  const empty: { paths?: Record<string, unknown> } = {}
  t.strictSame(liftStyles(empty), {})
})

t.test('a route without a schema is described by what it declares', async (t) => {
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
