import t from 'tap'
import { createUser } from '../accounts/actors.js'
import { startAdmin } from '../accounts/admin/admins.js'
import { everyMember } from '../catalogue/reference.js'
import { bearer, mint } from '../helper.js'

interface Schema {
  readonly type?: unknown
  readonly properties?: Readonly<Record<string, Schema>>
}
interface Parameter {
  readonly name: string
  readonly in: string
  readonly schema: Schema
}
interface Operation {
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
}

const { app, admin } = await startAdmin(t, { env: { SESSIONS: 'multiple' } })
const other = await createUser(app)
const paths: Record<string, Record<string, Operation>> = app.swagger().paths as never

/** Every parameter and body member with its type, as `get /films/v1/ query limit`. */
const places = Object.entries(paths).flatMap(([path, operations]) =>
  Object.entries(operations).flatMap(([method, { parameters = [], requestBody }]) => {
    const members = Object.values(requestBody?.content ?? {}).flatMap(({ schema }) =>
      Object.entries(schema.properties ?? {})
    )
    const nested = parameters.flatMap(({ name, in: part, schema }) =>
      Object.entries(schema.properties ?? {}).map(
        ([member, { type }]) => [part, `${name}[${member}]`, type] as const
      )
    )
    return [
      ...parameters.map(({ name, in: part, schema }) => [part, name, schema.type] as const),
      ...nested,
      ...members.map(([name, { type }]) => ['body', name, type] as const)
    ].map(([part, name, type]) => ({ method, path, part, name, type }))
  })
)
const placesOf = (part: string, type: string) =>
  places.filter((place) => place.part === part && place.type === type)

const lists = ['films', 'characters', 'planets', 'species', 'starships', 'vehicles']
const pages = ['/users/v1/', '/users/v1/events', '/users/v1/{user_id}/events']

t.test('the list below contains every number and boolean of all requests', async (t) => {
  const told = (part: string, type: string) =>
    placesOf(part, type).map(({ method, path, name }) => `${method} ${path} ${name}`)
  t.strictSame(
    told('query', 'integer').sort(),
    [
      ...lists.flatMap((name) => [`get /${name}/v1/ limit`, `get /${name}/v1/ offset`]),
      ...pages.flatMap((path) => [`get ${path} limit`, `get ${path} after`]),
      'get /users/v1/events user_id'
    ].sort()
  )
  t.ok(told('query', 'boolean').includes('get /characters/v1/{character_id} options[attributes]'))
  t.strictSame(told('body', 'boolean').sort(), [
    'patch /users/v1/{user_id} disabled',
    'post /users/v1/login takeover'
  ])
  for (const part of ['query', 'path', 'body']) t.strictSame(told(part, 'number'), [])
  t.strictSame(told('body', 'integer'), [])
})

const ask = (url: string) => admin.get(`../..${url}`)
const ids: Record<string, number> = { starship_id: 9, vehicle_id: 4, user_id: other.id }
const idOf = (name: string) => String(ids[name] ?? 1)
const good = (path: string) => path.replace(/\{(\w+)\}/, (_, name) => idOf(name))

/** Spellings that some parsers read as 5, 10 or 16, and texts that are no number. */
const notWhole = [
  ...[
    '0x10',
    '0X5',
    '0b101',
    '0o5',
    '1e1',
    '1E0',
    '5e0',
    '+5',
    '-5',
    '-0',
    '05',
    '00',
    '5.0',
    '5.'
  ],
  ...[' 5', '5 ', '\t5', '5\n', '5\0', '\u00a05', '\ufeff5', '５', '٥', '5n', '5_0', '1,0', '5;'],
  ...['', ' ', 'true', 'null', 'NaN', 'Infinity', '9'.repeat(400)]
]
const notBoolean = [
  'TRUE',
  'True',
  '1',
  '0',
  'yes',
  'on',
  '',
  ' true',
  'true ',
  'null',
  't',
  'ｔrue'
]

for (const { path, name } of placesOf('query', 'integer')) {
  t.test(`${name} of ${path} accepts plain digits only`, async (t) => {
    const url = good(path)
    t.equal((await ask(`${url}?${name}=5`)).statusCode, 200)
    const allowed = name === 'limit' ? '1 to 100' : '0 to 9007199254740991'
    for (const text of notWhole) {
      const answer = await ask(`${url}?${name}=${encodeURIComponent(text)}`)
      const { code, errors } = answer.json()
      t.match(
        { code, errors },
        {
          code: 'validation-failed',
          errors: [{ path: name, message: new RegExp(`^must be .*; allowed: ${allowed}$`) }]
        },
        JSON.stringify(text)
      )
    }
  })
}

for (const { path, name } of placesOf('query', 'boolean')) {
  t.test(`${name} of ${path} accepts true and false only`, async (t) => {
    for (const text of ['true', 'false']) {
      t.equal((await ask(`${good(path)}?${name}=${text}`)).statusCode, 200)
    }
    for (const text of notBoolean) {
      const { code, errors } = (
        await ask(`${good(path)}?${name}=${encodeURIComponent(text)}`)
      ).json()
      t.strictSame(
        { code, errors },
        {
          code: 'validation-failed',
          errors: [{ path: name, message: 'must be boolean; allowed: true, false' }]
        },
        JSON.stringify(text)
      )
    }
  })
}

/** Other spellings of an id that match its pattern. `noIds` do not match it. */
const otherSpellings = ['01', '001', '000000000000001']
const noIds = notWhole.filter((text) => !/^\d*$/.test(text))

for (const { method, path, name } of placesOf('path', 'integer')) {
  t.test(`${name} of ${method} ${path} has one spelling`, async (t) => {
    const id = idOf(name)
    const send = (text: string) =>
      app.inject({
        method: method.toUpperCase() as 'GET',
        url: path.replace(`{${name}}`, text),
        headers: bearer(admin.token),
        ...(method === 'patch' && { payload: { disabled: false } })
      })
    for (const text of [`0${id}`, ...otherSpellings]) {
      const answer = await send(text)
      t.equal(answer.json().code, `${name.replace('_id', '')}-not-found`, text)
    }
    for (const text of noIds) {
      t.equal((await send(encodeURIComponent(text))).statusCode, 404, JSON.stringify(text))
    }
    if (method !== 'delete') t.equal((await send(id)).statusCode, 200)
  })
}

t.test('without a token, another spelling of an id returns 401', async (t) => {
  for (const url of ['/films/v1/01', '/users/v1/01', '/users/v1/01/events']) {
    t.equal((await app.inject(url)).json().code, 'token-missing', url)
  }
})

const notDecimal = [
  ...['0x10', '1e1', '+5', ' 5', '5 ', '.5', '5.', '-', '--5', '5,0', '５', '-.5', '1.5.5', ''],
  ...['Infinity', 'NaN', '1_0', 'true']
]
for (const { name, member, kind } of everyMember) {
  if (!['number', 'range', 'link', 'links'].includes(kind)) continue
  t.test(`${name} by ${member} (${kind}): every operator accepts plain digits only`, async (t) => {
    const isId = kind === 'link' || kind === 'links'
    const operators = ['eq', 'ne', 'in', ...(isId ? [] : ['lt', 'lte', 'gt', 'gte'])]
    const texts = isId ? [...notDecimal, '05', '-5', '5.5', '5.0'] : notDecimal
    for (const operator of operators) {
      const path = `filter[${member}][${operator}]`
      for (const text of texts) {
        if (operator === 'in' && text === '5,0') continue
        for (const operand of operator === 'in' ? [text, `5,${text}`] : [text]) {
          const answer = await ask(`/${name}/v1/?${path}=${encodeURIComponent(operand)}`)
          const { errors: [error] = [] } = answer.json()
          const words = isId ? 'an id, such as 1' : 'a number, such as 170 or -19.5'
          if (error?.path !== path || !error.message.startsWith(`must be ${words}`)) {
            t.fail(`${path}=${operand}: ${answer.body}`)
          }
        }
      }
    }
    t.equal((await ask(`/${name}/v1/?filter[${member}][eq]=5`)).statusCode, 200)
  })
}

const notJsonBoolean = ['true', 'false', '', 1, 0, -1, null, [], [true], {}, 'yes']
for (const { method, path, name } of placesOf('body', 'boolean')) {
  t.test(`${name} of ${method} ${path} must be a JSON boolean`, async (t) => {
    const login = { email: other.email, password: other.password }
    const send = (value: unknown) =>
      app.inject({
        method: method.toUpperCase() as 'POST',
        url: good(path),
        headers: bearer(admin.token),
        payload: { ...(path.endsWith('login') && login), [name]: value }
      })
    for (const value of notJsonBoolean) {
      const { code, errors } = (await send(value)).json()
      t.strictSame(
        { code, errors },
        {
          code: 'validation-failed',
          errors: [{ path: name, message: 'must be boolean; allowed: true, false' }]
        },
        JSON.stringify(value)
      )
    }
    t.equal((await send(false)).statusCode, 200)
  })
}

t.test('no other body member is converted from another type', async (t) => {
  const refused: [method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, payload: object][] = [
    ['POST', '/users/v1/signup', { email: 5, password: 'x' }],
    ['POST', '/users/v1/signup', { email: 'a@example.org', password: 123_456_789_012_345 }],
    ['POST', '/users/v1/login', { email: 'a@example.org', password: true }],
    ['POST', '/users/v1/login', { email: ['a@example.org'], password: 'x' }],
    ['POST', '/users/v1/password_forgotten', { email: null }],
    ['POST', '/users/v1/me/email', { email: 'a@example.org', password: 5 }],
    ['DELETE', '/users/v1/me', { password: 5 }],
    ['PUT', '/users/v1/password_change', { password: 5, current_password: 'x' }],
    ['PATCH', `/users/v1/${other.id}`, { access_role: 1 }],
    ['PATCH', `/users/v1/${other.id}`, { access_role: ['admin'] }]
  ]
  for (const [method, url, payload] of refused) {
    const answer = await app.inject({ method, url, payload, headers: bearer(admin.token) })
    t.equal(answer.json().code, 'validation-failed', `${url} ${JSON.stringify(payload)}`)
  }
})

t.test('a repeated, nested or list parameter is rejected as a number', async (t) => {
  const headers = bearer(mint())
  for (const query of [
    'limit=5&limit=5',
    'limit[a]=5',
    'limit[]=5',
    'options[films]=true&options[films]=true'
  ]) {
    t.equal((await app.inject({ url: `/characters/v1/?${query}`, headers })).statusCode, 400, query)
  }
})
