import t from 'tap'
import { bearer, build, mint } from '../helper.js'
import { describe } from './requests/described.js'
import { contradictions, mediaTypeOf } from './requests/hold.js'

const json = 'application/json'
const problem = 'application/problem+json'
const page = 'text/html'
const form = 'application/x-www-form-urlencoded'

interface Row {
  readonly status: number
  readonly mediaType: string
  /** The path in the document. Default: the path of the URL. */
  readonly path?: string
  readonly token?: string
  readonly type?: string
  readonly body?: string
}

const token = mint()
const found = { status: 200, mediaType: json, token }
const refused = { status: 401, mediaType: problem }
const refusedByPage = { status: 401, mediaType: page }
const item = (name: string, id: string) => ({ path: `/${name}/v1/{${id}}` })
const sent = (body: string, type = form) => ({ body, type })

/** Responses of each kind, compared with the document. All requests are in `.all.test.ts`. */
const rows: Readonly<Record<string, Row>> = {
  'GET /': { status: 200, mediaType: json },
  'GET /healthz': { status: 200, mediaType: json },
  'GET /readyz': { status: 200, mediaType: json },
  'GET /films/v1/': found,
  'GET /films/v1/?format=csv': { ...found, mediaType: 'text/csv' },
  'GET /films/v1/?options[species]=true&limit=2&offset=2': found,
  'GET /films/v1/?fields=title': found,
  'GET /films/v1/?fields=nothing': { status: 400, mediaType: problem, token },
  'GET /films/v1/?limit=1': refused,
  'GET /films/v1/1?options[characters]=true': { ...found, ...item('films', 'film_id') },
  'GET /films/v1/?expand=characters,planets': found,
  'GET /characters/v1/?options[attributes]=true&expand=homeworld': found,
  'GET /planets/v1/?options[raw]=true&expand=residents': found,
  'GET /species/v1/?expand=people,homeworld': found,
  'GET /starships/v1/?options[pilots]=true': found,
  'GET /vehicles/v1/?expand=films': found,
  'GET /characters/v1/1': { ...found, ...item('characters', 'character_id') },
  'GET /characters/v1/17': {
    ...found,
    ...item('characters', 'character_id'),
    status: 404,
    mediaType: problem
  },
  'GET /films/v1/abc': { ...item('films', 'film_id'), status: 404, mediaType: problem },
  'GET /planets/v1/schema': { ...found, mediaType: 'application/schema+json' },
  'GET /problems/nothing': { status: 404, mediaType: problem, path: '/problems/{code}' },
  'GET /users/v1/abc': { status: 404, mediaType: problem, path: '/users/v1/{user_id}' },
  'POST /users/v1/logout': { ...found, token: mint() },
  'POST /users/v1/logout?scope=some': { ...found, status: 400, mediaType: problem },
  'POST /users/v1/login': { status: 400, mediaType: problem, ...sent('{}', json) },
  'POST /tokens/v1/introspect': { status: 401, mediaType: problem, ...sent('token=x') },
  'POST /tokens/v1/revoke': { status: 400, mediaType: json, ...sent('') },
  'GET /users/v1/email_verification?token=x': refusedByPage,
  'GET /users/v1/email_verification': { status: 400, mediaType: page },
  'GET /users/v1/password_change?token=x': refusedByPage,
  'POST /users/v1/email_verification': refused,
  'POST /users/v1/email_verification?a=1': { ...refusedByPage, ...sent('token=x') },
  'POST /users/v1/password_change': { status: 400, mediaType: page, ...sent('token=x') },
  'POST /users/v1/password_change?a=1': { ...refused, ...sent('{}', json) },
  'PUT /users/v1/password_change': { ...refused, ...sent('token=x') }
}

t.test('responses match the document', async (t) => {
  const app = await build(t)
  const operations = describe((await app.inject('/openapi.json')).json())
  for (const [name, { status, mediaType, path, token, type, body }] of Object.entries(rows)) {
    const [method = '', url = ''] = name.split(' ')
    const described = operations.find(
      (one) => one.method === method && one.path === (path ?? url.split('?')[0])
    )
    const headers = { ...(token && bearer(token)), ...(type && { 'content-type': type }) }
    const payload = body === undefined ? {} : { payload: body }
    const answer = await app.inject({ method: method as 'GET', url, headers, ...payload })
    t.equal(answer.statusCode, status, name)
    t.equal(mediaTypeOf(answer), mediaType, name)
    t.strictSame(described && contradictions(described, answer), [], name)
  }
})

t.test('every operation documents the parser errors as problem documents', async (t) => {
  const app = await build(t)
  for (const { id, operation } of describe((await app.inject('/openapi.json')).json())) {
    for (const status of ['400', '408', '414', '431']) {
      t.ok(operation.responses[status]?.content?.[problem], `${id} ${status}`)
    }
    for (const status of ['408', '431']) {
      t.notOk(operation.responses[status]?.content?.[page], `${id} ${status}`)
    }
  }
})
