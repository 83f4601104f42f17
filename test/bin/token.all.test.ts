import t from 'tap'
import { type TokenKind, tokenKindNames, tokenKinds } from '../../src/tokens/kinds.js'
import { bearer, build, temporaryDirectory } from '../helper.js'
import { payloadOf, runToken } from './run-token.js'

const made: { args: string[]; kind: TokenKind; hours: number; claims: object }[] = [
  {
    args: ['--role', 'basic'],
    kind: 'access',
    hours: 10,
    claims: { user_id: 1, access_role: 'basic', standard_claim: true }
  },
  {
    args: ['--role', 'admin', '--hours', '0.5', '--user', '42'],
    kind: 'access',
    hours: 0.5,
    claims: { user_id: 42, access_role: 'admin', standard_claim: true }
  },
  {
    args: ['--role', 'basic', '--kind', 'access'],
    kind: 'access',
    hours: 10,
    claims: { standard_claim: true }
  },
  {
    args: ['--role', 'basic', '--kind', 'refresh'],
    kind: 'refresh',
    hours: 24,
    claims: { refresh_claim: true }
  },
  {
    args: ['--role', 'basic', '--kind', 'email', '--email', 'rey@example.org'],
    kind: 'email',
    hours: 1,
    claims: { email_claim: 'rey@example.org' }
  },
  {
    args: ['--role', 'basic', '--kind=password', '--hours=2'],
    kind: 'password',
    hours: 2,
    claims: { password_claim: true }
  }
]

t.test('prints a token that the service accepts, and nothing else', async (t) => {
  const app = await build(t, {
    before: (server) => {
      for (const kind of tokenKindNames) {
        const config = { minimumRole: 'basic', tokenKinds: [kind] } as const
        server.get(`/takes-${kind}`, { config }, async () => ({}))
      }
    }
  })
  for (const { args, kind, hours, claims } of made) {
    const name = args.join(' ')
    const { code, stdout, stderr } = await runToken(t, args)
    t.strictSame({ code, stderr }, { code: 0, stderr: '' }, name)
    t.match(stdout, /^[\w-]+\.[\w-]+\.[\w-]+\n$/, name)
    const payload = payloadOf(stdout)
    t.match(payload, claims, name)
    t.equal(payload.exp - payload.iat, hours * 3600, name)
    t.ok(Object.hasOwn(payload, tokenKinds[kind].claim) && !Object.hasOwn(payload, 'sid'), name)
    const answer = await app.inject({ url: `/takes-${kind}`, headers: bearer(stdout.trim()) })
    t.equal(answer.statusCode, 200, name)
  }
})

t.test('the service accepts a token signed with the secrets in its data directory', async (t) => {
  const env = {
    DATA_DIR: temporaryDirectory(t),
    JWT_SECRET: '',
    JWT_REFRESH_SECRET: '',
    JWT_EMAIL_SECRET: '',
    JWT_PASSWORD_SECRET: ''
  }
  const { stdout } = await runToken(t, ['--role', 'basic'], env)
  const headers = bearer(stdout.trim())
  const same = await build(t, { env })
  t.equal((await same.inject({ url: '/films/v1/', headers })).statusCode, 200)
  const other = await build(t)
  t.equal((await other.inject({ url: '/films/v1/', headers })).statusCode, 401)
})

t.test('the issuer and lifetimes come from the settings', async (t) => {
  const env = { JWT_ISSUER: 'naboo.example', JWT_ACCESS_HOURS: '3' }
  const { stdout } = await runToken(t, ['--role', 'basic'], env)
  const { iss, iat, exp } = payloadOf(stdout)
  t.strictSame({ iss, life: exp - iat }, { iss: 'naboo.example', life: 3 * 3600 })
})
