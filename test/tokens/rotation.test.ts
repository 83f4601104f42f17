import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { type TokenKind, tokenKindNames } from '../../src/tokens/kinds.js'
import { claims, forge, noon } from '../helper.js'
import { checkAccepted, checkRejected, serve } from './attempt.js'

const variables: Record<TokenKind, string> = {
  access: 'JWT_SECRET',
  refresh: 'JWT_REFRESH_SECRET',
  email: 'JWT_EMAIL_SECRET',
  password: 'JWT_PASSWORD_SECRET'
}
const ages = ['old', 'new'] as const
type Age = (typeof ages)[number]

const secretOf = (kind: TokenKind, age: Age) => `the ${age} secret that signs ${kind} tokens`

/** The service in one phase of the rollout, which is the same for the secrets of every kind. */
function serveWith(t: Test, phase: readonly Age[]) {
  const secrets = tokenKindNames.map((kind) => [
    variables[kind],
    phase.map((age) => secretOf(kind, age)).join(',')
  ])
  return serve(t, Object.fromEntries(secrets))
}

const issue = (server: Pick<FastifyInstance, 'tokens'>, kind: TokenKind) =>
  server.tokens.issue({
    kind,
    userId: 1,
    role: 'basic',
    ...(kind === 'email' && { email: 'rey@example.org' })
  })

const header = { alg: 'HS256', typ: 'JWT' }
const withoutKid = (kind: TokenKind, age: Age, changes: object = {}) =>
  forge(header, claims(kind, changes, noon), secretOf(kind, age))

const kidIn = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[0] as string, 'base64url').toString()).kid

const phases: { setting: readonly Age[]; signs: Age }[] = [
  { setting: ['old'], signs: 'old' },
  { setting: ['old', 'new'], signs: 'old' },
  { setting: ['new', 'old'], signs: 'new' },
  { setting: ['new'], signs: 'new' }
]

t.test(
  'each phase accepts the tokens of its secrets, and signs with the first secret',
  async (t) => {
    const oldOnly = await serveWith(t, ['old'])
    const newOnly = await serveWith(t, ['new'])
    for (const { setting, signs } of phases) {
      const { server, port } = await serveWith(t, setting)
      for (const kind of tokenKindNames) {
        const named = { old: issue(oldOnly.server, kind), new: issue(newOnly.server, kind) }
        for (const age of ages) {
          const name = `${kind} token of the ${age} secret, service with ${setting}`
          const target = `/takes-${kind}`
          const rows = [
            { name: `${name}, with kid`, token: named[age], target },
            { name: `${name}, without kid`, token: withoutKid(kind, age), target }
          ]
          if (setting.includes(age)) await checkAccepted(t, port, rows)
          else await checkRejected(t, port, rows)
        }
        t.equal(kidIn(issue(server, kind)), kidIn(named[signs]), `${kind}: ${signs} signs`)
      }
    }
  }
)

t.test('with a kid, no other current secret is tried', async (t) => {
  const { port } = await serveWith(t, ['new', 'old'])
  const kids = {
    old: kidIn(issue((await serveWith(t, ['old'])).server, 'access')),
    new: kidIn(issue((await serveWith(t, ['new'])).server, 'access'))
  }
  const under = (kid: Age, secret: Age) =>
    forge({ ...header, kid: kids[kid] }, claims('access', {}, noon), secretOf('access', secret))
  await checkRejected(t, port, [
    { name: 'kid new, signed with old', token: under('new', 'old') },
    { name: 'kid old, signed with new', token: under('old', 'new') }
  ])
  await checkAccepted(t, port, [
    { name: 'kid new, signed with new', token: under('new', 'new') },
    { name: 'kid old, signed with old', token: under('old', 'old') }
  ])
})

t.test('claims under the previous secret get the same checks', async (t) => {
  const { port } = await serveWith(t, ['new', 'old'])
  const old = (changes: object) => withoutKid('access', 'old', changes)
  await checkRejected(t, port, [
    { name: 'expired', token: old({ exp: noon }), code: 'token-expired' },
    { name: 'exp -1e308', token: old({ exp: -1e308 }), code: 'token-expired' },
    { name: 'exp no number', token: old({ exp: 'soon' }) },
    { name: 'nbf in the future', token: old({ nbf: noon + 1 }) },
    { name: 'nbf no number', token: old({ nbf: 'soon' }) },
    { name: 'aud present', token: old({ aud: 'starwars-api' }) },
    { name: 'role too low', token: old({}), target: '/admin-only', code: 'authorisation-required' }
  ])
  await checkAccepted(t, port, [{ name: 'nbf now', token: old({ nbf: noon }) }])
})
