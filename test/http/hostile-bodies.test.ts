import t from 'tap'
import { type App, createUser, goodPassword, logIn } from '../accounts/actors.js'
import { bearer } from '../helper.js'
import { inEveryCombination } from '../stores.js'
import { assertProblem } from './assert-problem.js'
import { collectRoutes, exampleOf } from './collect-routes.js'

interface BodySchema {
  readonly properties?: Readonly<Record<string, { readonly type?: string }>>
}

interface Target {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly members: readonly string[]
}

/** Valid values, so that one member at a time is hostile. */
const good: Readonly<Record<string, unknown>> = {
  email: 'somebody@example.org',
  password: goodPassword,
  current_password: goodPassword,
  takeover: false,
  access_role: 'basic',
  disabled: false,
  token: 'a.b.c',
  token_type_hint: 'access_token'
}

/** JSON values that no member expects. Each may be rejected, and none may cause a 500. */
const hostile: Readonly<Record<string, string>> = {
  null: 'null',
  'a boolean': 'true',
  zero: '0',
  'a number beyond all': '1e999',
  'an object': '{}',
  'an object that would be a query': '{"$ne":null,"length":1}',
  'an array': '["a@example.org"]',
  'deep nesting': `${'['.repeat(5000)}${']'.repeat(5000)}`,
  nothing: '""',
  NUL: '"a\\u0000@example.org"',
  'half a character': '"\\ud800@example.org"',
  SQL: `"'; drop table users; --@example.org"`,
  'a line break': '"a@example.org\\r\\nBcc: b@example.org"',
  'the name of a prototype': '"__proto__"',
  'the name of a constructor': '"constructor@example.org"',
  'a megabyte': `"${'a'.repeat(1_000_000)}"`,
  'as much as is read': `"${'𝕏'.repeat(15_000)}"`
}

/** Bodies that are invalid as a whole. */
const bodies: Readonly<Record<string, string>> = {
  'no JSON': '{',
  'an array': '[]',
  'a string': '"x"',
  null: 'null',
  'a prototype': '{"__proto__":{"takeover":true}}',
  'a constructor': '{"constructor":{"prototype":{"takeover":true}}}'
}

/** Every route whose schema has a body with members. */
async function targets(t: Parameters<typeof collectRoutes>[0]): Promise<Target[]> {
  const { routes } = await collectRoutes(t)
  return routes.flatMap(({ method, url, schema }) => {
    const { properties } = (schema?.body ?? {}) as BodySchema
    if (properties === undefined) return []
    return [method].flat().map((name) => ({
      method: name as Target['method'],
      url: exampleOf(url),
      members: Object.keys(properties)
    }))
  })
}

const bodyOf = (members: readonly string[], hostileMember: string, json: string) => {
  const entries = members.map((member) => [
    JSON.stringify(member),
    member === hostileMember ? json : JSON.stringify(good[member])
  ])
  return `{${entries.map((entry) => entry.join(':')).join(',')}}`
}

inEveryCombination('no body causes a 500', async (t, stores) => {
  const app: App = await stores.build({ env: { SESSIONS: 'multiple' } })
  const admin = await createUser(app, { role: 'admin' })
  await createUser(app, { role: 'admin' })
  const headers = {
    'content-type': 'application/json',
    ...bearer((await logIn(app, admin)).token)
  }
  const all = await targets(t)
  t.ok(all.length >= 2)
  for (const { method, url, members } of all) {
    const ask = async (payload: string, what: string) => {
      const { statusCode, body } = await app.inject({ method, url, headers, payload })
      if (statusCode >= 500 || statusCode === 404) t.fail(`${method} ${url}, ${what}: ${body}`)
    }
    for (const [what, body] of Object.entries(bodies)) await ask(body, what)
    for (const member of members) {
      for (const [what, json] of Object.entries(hostile)) {
        await ask(bodyOf(members, member, json), `${member}: ${what}`)
      }
    }
    await ask(`${bodyOf(members, '', '').slice(0, -1)},"more":1}`, 'an extra member')
  }
  const { count } = await app.db
    .selectFrom('users')
    .select((row) => row.fn.countAll().as('count'))
    .executeTakeFirstOrThrow()
  t.ok(Number(count) >= 2, 'the users still exist')
})

const refused = {
  'email: null': { email: null },
  'email: a number': { email: 1 },
  'email: two': { email: ['a@example.org'] },
  'email: no address': { email: 'rey' },
  'email: NUL': { email: 'rey\u0000@example.org' },
  'email: a header': { email: 'rey@example.org\r\nBcc: all@example.org' },
  'email: half a character': { email: '\ud800@example.org' },
  'email: long': { email: `${'a'.repeat(300)}@example.org` },
  'password: nothing': { password: '' },
  'password: a boolean': { password: true },
  'password: half a character': { password: '\udc00' },
  'password: long': { password: 'a'.repeat(1025) },
  'takeover: a word': { takeover: 'true' },
  'takeover: a number': { takeover: 1 },
  'takeover: null': { takeover: null },
  'access_role: not asked for': { access_role: 'admin' }
} as const

t.test('a login names the invalid member', async (t) => {
  const { server } = await collectRoutes(t)
  for (const [what, member] of Object.entries(refused)) {
    const payload = { email: good.email, password: good.password, ...member }
    const answer = await server.inject({ method: 'POST', url: '/users/v1/login', payload })
    const { errors } = assertProblem(t, answer, 'validation-failed')
    const paths = errors.map(({ path }: { path: string }) => path)
    t.strictSame([...new Set(paths)], [what.split(':')[0]])
    t.notMatch(errors[0].message, /pattern|format/)
  }
})
