import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import { createUser, disable, logIn, type User } from '../accounts/actors.js'
import { basic } from '../clients/client-app.js'
import { bearer, mint, sendRaw } from '../helper.js'
import { parseRaw } from '../http/assert-problem.js'
import { listenImpatiently } from '../http/impatient-server.js'
import { type Described, describe } from './requests/described.js'
import { documentedForms } from './requests/hold.js'
import { createPlayer } from './requests/play.js'
import { asForm, asJson, type Body, bodyTypesOf, type Request, urlOf } from './requests/request.js'
import {
  faultHeader,
  form,
  json,
  kindOf,
  type Pass,
  passesFor,
  roleOf,
  startStage
} from './requests/stage.js'
import { bodyTries, parameterTries, type Try } from './requests/tries.js'

/** The same requests in every run. Another seed finds others. */
const seed = Number(process.env.OPENAPI_SEED ?? 1977)
/** The number of requests with several parameters, for each operation. */
const combinationsEach = Number(process.env.OPENAPI_RUNS ?? 60)

/** In milliseconds. Only a request that hangs takes this long. */
const timeout = 900_000
t.setTimeout(timeout)

const server = await startStage(t)
const operations = describe((await server.inject('/openapi.json')).json())
const passes = new Map(operations.map((one) => [one.id, passesFor(server, one)]))
const passOf = ({ id }: Described) => (passes.get(id) as () => Promise<Pass>)()
const { hold, playAll, expect, expectAll, seen } = createPlayer(server, operations, passOf)

const operation = (id: string) => operations.find((one) => one.id === id) as Described
const isSecured = (described: Described) => described.operation.security.length > 0
const takesBody = ({ method }: Described) => method !== 'GET'
const isForm = (described: Described) => bodyTypesOf(described)[0] === form
const documents = (described: Described, formOfAnswer: string) =>
  documentedForms(described).includes(formOfAnswer)

const nothingIn = (t: Test, wrong: readonly string[], name: string) =>
  t.strictSame(wrong.slice(0, 15), [], `${name}: ${wrong.length}`)

t.test(
  'responses match the document for each parameter and member, one at a time',
  { timeout },
  async (t) => {
    for (const described of operations) {
      const tries: Try[] = [
        { request: {}, isAllowed: true },
        { request: { more: '&charakters=true' }, isAllowed: 'undecided' },
        ...parameterTries(described),
        ...bodyTries(described, await passOf(described))
      ]
      nothingIn(t, await playAll(described, tries), `${described.id}, ${tries.length} requests`)
    }
  }
)

t.test(
  'responses match the document for several parameters, with and without an invalid one',
  { timeout },
  async (t) => {
    const nameOf = ({ request }: Try) => request.query?.[0]?.[0] ?? ''
    const parameterOf = (one: Try) => nameOf(one).split('[', 1)[0]
    // Together these two can select nothing, which neither schema describes.
    const isAlone = (one: Try) => ['fields', 'format'].includes(nameOf(one))
    for (const described of operations) {
      const all = parameterTries(described).filter(({ request }) => request.query?.length === 1)
      if (all.length === 0) continue
      const good = fc.constantFrom(...all.filter((one) => one.isAllowed && !isAlone(one)))
      const goods = fc.uniqueArray(good, { minLength: 1, maxLength: 6, selector: nameOf })
      const bad = fc.option(fc.constantFrom(...all.filter(({ isAllowed }) => !isAllowed)))
      const both = fc.tuple(goods, bad).map(([goods, bad]): Try => {
        // A flat name beside a nested one is tested elsewhere.
        const others = bad ? goods.filter((one) => parameterOf(one) !== parameterOf(bad)) : goods
        const query = [...others, ...(bad ? [bad] : [])].flatMap(
          ({ request }) => request.query ?? []
        )
        return { request: { query }, isAllowed: bad === null }
      })
      const tries = fc.sample(both, { seed, numRuns: combinationsEach })
      nothingIn(t, await playAll(described, tries), described.id)
    }
  }
)

t.test(
  'responses match the document for missing, invalid, expired and insufficient credentials',
  { timeout },
  async (t) => {
    for (const described of operations.filter(isSecured)) {
      const kind = kindOf(described)
      const inForm = isForm(described) && kind !== 'access'
      const body = isForm(described) && !inForm ? undefined : null
      const own = body === undefined ? {} : { body }
      const one = (token: string) => ({ ...own, headers: bearer(token) })
      const wrong = [
        ...(await expect(described, own, 401, { code: 'token-missing', isAnonymous: true })),
        ...(await expect(described, one('a.b.c'), 401, { code: 'token-invalid' })),
        ...(await expect(described, one(mint(kind, { exp: 1 })), 401, { code: 'token-expired' }))
      ]
      if (roleOf(described) === 'admin') {
        const low = one(mint(kind, { sid: randomUUID() }))
        wrong.push(...(await expect(described, low, 401, { code: 'authorisation-required' })))
      }
      if (inForm) {
        const fields = { password: 'x', password_again: 'x' }
        const ofPassword = described.id === 'sendPasswordForm' ? fields : {}
        const forms = ['a.b.c', mint(kind, { exp: 1 })].map((token) => ({ ...ofPassword, token }))
        for (const one of forms) {
          wrong.push(...(await expect(described, { body: asForm(one) }, 401)))
        }
      }
      nothingIn(t, wrong, described.id)
    }
    for (const [id, kind] of [
      ['emailVerificationPage', 'email'],
      ['passwordChangePage', 'password']
    ] as const) {
      for (const token of ['a.b.c', mint(kind, { exp: 1 })]) {
        nothingIn(t, await expect(operation(id), { query: [['token', token]] }, 401), id)
      }
    }
    const ask = operation('introspectToken')
    const stranger = { headers: basic('nobody', 'nothing') }
    nothingIn(t, await expect(ask, stranger, 401, { code: 'invalid_client' }), 'an unknown service')
  }
)

const long = `&a=${'x'.repeat(8200)}`
const failing = { headers: { [faultHeader]: 'internal-error' } }
const unavailable = { headers: { [faultHeader]: 'service-unavailable' } }

t.test('every operation returns its documented errors of any request', { timeout }, async (t) => {
  for (const described of operations) {
    const rows: [Request, number, string?][] = [
      [{ more: '&a=%zz' }, 400, 'url-invalid'],
      [{ more: long }, 414],
      [failing, 500]
    ]
    if ('503' in described.operation.responses) rows.push([unavailable, 503])
    nothingIn(t, await expectAll(described, rows), described.id)
  }
})

t.test('every operation returns its documented errors of any body', { timeout }, async (t) => {
  for (const described of operations.filter(takesBody)) {
    const answersOAuth = documents(described, '400 application/json invalid_request')
    const refused = (body: Body, status: number, code: string): [Request, number, string] =>
      answersOAuth && status < 500 && status !== 413
        ? [{ body }, 400, 'invalid_request']
        : [{ body }, status, code]
    const text = '{"a":"b"}'
    const rows = [
      refused({ type: json, text: '{' }, 400, 'json-unreadable'),
      refused({ type: json, text: '{"__proto__":1}' }, 400, 'validation-failed'),
      refused({ type: 'text/plain', text }, 415, 'unsupported-media-type'),
      ...[json, ...bodyTypesOf(described)].flatMap((type) => [
        refused({ type, text: 'x'.repeat(65 * 1024) }, 413, 'payload-too-large'),
        refused({ type, text, coding: 'gzip' }, 415, 'unsupported-media-type')
      ])
    ]
    // Responses to other types on routes that accept forms and return pages.
    const other: [Request, number, string?][] = [
      [{ more: '&a=%zz', body: asJson({}) }, 400, 'url-invalid'],
      [{ more: long, body: asJson({}) }, 414],
      [{ ...failing, body: asJson({}) }, 500],
      [{ ...unavailable, body: asJson({}) }, 503]
    ]
    const isPage = isForm(described) && !answersOAuth
    nothingIn(t, await expectAll(described, [...rows, ...(isPage ? other : [])]), described.id)
  }
})

t.test(
  'responses match the document for each media type, HEAD and a matching validator',
  { timeout },
  async (t) => {
    for (const described of operations.filter(({ method }) => method === 'GET')) {
      const { content = {} } = described.operation.responses['200'] ?? {}
      const wrong: string[] = []
      const pass = await passOf(described)
      const url = urlOf(described, pass)
      for (const mediaType of Object.keys(content)) {
        const headers = { accept: mediaType }
        wrong.push(...(await expect(described, { headers }, 200)))
        if (!seen.get(described.id)?.has(`200 ${mediaType}`)) wrong.push(`${mediaType} never came`)
      }
      if ('406' in described.operation.responses) {
        wrong.push(...(await expect(described, { headers: { accept: 'image/png' } }, 406)))
      }
      if ('304' in described.operation.responses) {
        const { headers } = await server.inject({ url, headers: pass.headers })
        const ifNoneMatch = { 'if-none-match': String(headers.etag) }
        wrong.push(...(await expect(described, { headers: ifNoneMatch }, 304)))
        const head = await server.inject({ method: 'HEAD', url, headers: pass.headers })
        t.match(head, { statusCode: 200, body: '', headers: { etag: headers.etag } }, described.id)
      }
      nothingIn(t, wrong, described.id)
    }
  }
)

/** A pass for another user. */
const as = (user: User, token = '') => ({ user, token, headers: bearer(token) })

t.test(
  'responses that depend on the state of accounts match the document',
  { timeout },
  async (t) => {
    const login = operation('login')
    const body = (user: User, more: object = {}) => ({
      body: asJson({ email: user.email, password: user.password, ...more })
    })
    const wrong: string[] = []
    const [one, disabled, unverified] = [
      await createUser(server),
      await createUser(server),
      await createUser(server, { isVerified: false })
    ]
    await disable(server, disabled)
    const { token } = await logIn(server, one)
    const rows: [Described, Request, number, string, Pass?][] = [
      [login, body(one), 409, 'user-already-logged-in'],
      [login, body(one, { password: 'not this one' }), 401, 'credentials-invalid'],
      [login, body(disabled), 403, 'account-disabled'],
      [login, body(unverified), 403, 'email-unverified'],
      [operation('endOwnSession'), { path: [['sid', randomUUID()]] }, 404, 'session-not-found'],
      [operation('getUser'), { path: [['user_id', '999999']] }, 404, 'user-not-found'],
      [operation('listUserEvents'), { path: [['user_id', '999999']] }, 404, 'user-not-found'],
      [operation('deleteUser'), { path: [['user_id', '999999']] }, 404, 'user-not-found'],
      [operation('deleteUser'), { path: [['user_id', String(one.id)]] }, 200, ''],
      [operation('changeUser'), { path: [['user_id', '999999']] }, 404, 'user-not-found'],
      [operation('changeUser'), { body: asJson({ disabled: true }) }, 409, 'self-forbidden']
    ]
    for (const id of ['deleteOwnAccount', 'changeEmail', 'changePassword']) {
      const members = { email: 'x@example.org', current_password: 'wrong', password: 'wrong' }
      const { properties = {} } = operation(id).resolve(
        operation(id).operation.requestBody?.content[json]?.schema ?? {}
      )
      const own = Object.entries(members).filter(([name]) => name in properties)
      rows.push([
        operation(id),
        { body: asJson(Object.fromEntries(own)) },
        401,
        'credentials-invalid'
      ])
    }
    for (const [described, request, status, code, pass] of rows) {
      const more = pass ? { pass, code } : { code }
      wrong.push(...(await expect(described, request, status, status === 200 ? {} : more)))
    }
    t.ok(token)
    nothingIn(t, wrong, 'accounts')

    const admin = await createUser(server, { role: 'admin' })
    await server.db
      .updateTable('users')
      .set({ access_role: 'basic' })
      .where('id', '!=', admin.id)
      .execute()
    const lastOne = as(admin, (await logIn(server, admin)).token)
    const last = await expect(operation('deleteOwnAccount'), {}, 409, {
      code: 'last-admin',
      pass: lastOne
    })
    nothingIn(t, last, 'the last admin')
  }
)

t.test('errors of the Node.js parser match the document', { timeout }, async (t) => {
  const { port } = await listenImpatiently(t)
  const head = 'GET /healthz HTTP/1.1\r\nHost: x\r\n'
  const rows = {
    'request-malformed': 'GET\r\n\r\n',
    'request-timeout': head,
    'uri-too-long': `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
    'headers-too-large': `${head}X-Large: ${'x'.repeat(20_000)}\r\n\r\n`
  }
  for (const [code, bytes] of Object.entries(rows)) {
    const answer = { ...parseRaw(await sendRaw(port, bytes)), sent: code }
    for (const described of operations) nothingIn(t, hold(described, answer), described.id)
    t.match(answer.body, `"code":"${code}"`)
  }
})

t.test('exceeded rate limits return the documented 429', { timeout }, async (t) => {
  const one = await startStage(t, {
    RATE_LIMIT_ADDRESS_PER_MINUTE: '1',
    RATE_LIMIT_ADDRESS_MAILS_PER_HOUR: '1'
  })
  // A pass requires a login, and one login a minute is allowed.
  const { hold: _, ...limited } = createPlayer(one, operations, passOf)
  for (const described of operations.filter(({ operation }) => '429' in operation.responses)) {
    const wrong: string[] = []
    const user = await createUser(one, { role: roleOf(described) })
    const token = mint(kindOf(described), { user_id: user.id, sid: randomUUID() })
    const requests: Request[] = [{}, ...(isForm(described) ? [{ body: null }] : [])]
    for (const request of requests) {
      const pass = { user, token, headers: bearer(token) }
      await limited.expect(described, request, 429, { pass })
      wrong.push(...(await limited.expect(described, request, 429, { pass, code: 'rate-limited' })))
    }
    for (const form of limited.seen.get(described.id) ?? []) seen.get(described.id)?.add(form)
    nothingIn(t, wrong, described.id)
  }
})

/** Documented responses that none of these requests gets. */
const unseen: Readonly<Record<string, readonly string[]>> = {
  // Requires two admins who remove each other concurrently.
  changeUser: ['409 application/problem+json last-admin'],
  deleteUser: ['409 application/problem+json last-admin']
}

t.test('every documented response was received', { timeout }, async (t) => {
  for (const described of operations) {
    const { id } = described
    const answered = seen.get(id) ?? new Set()
    const missing = documentedForms(described).filter((one) => !answered.has(one))
    t.strictSame(missing, unseen[id] ?? [], id)
  }
})
