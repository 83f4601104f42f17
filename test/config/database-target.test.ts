import t from 'tap'
import { withExplicitTls } from '../../src/config/database-target.js'
import { refusalsOf } from './refusals.js'

const redis = { REDIS_URL: 'redis://h' }
const scheme = 'must begin with postgres:// or postgresql://'

for (const url of [
  'mysql://x/y',
  'mariadb://x/y',
  'sqlite:///x',
  'http://x/y',
  'x/y',
  'postgres:x',
  '/var/run'
]) {
  t.test(`DATABASE_URL=${url} is rejected for its scheme`, async (t) => {
    const issues = refusalsOf({ ...redis, DATABASE_URL: url })
    t.strictSame(issues, [{ variable: 'DATABASE_URL', message: scheme }])
  })
}

const good = [
  'postgres://h',
  'postgresql://u:p@h:5432/d',
  'POSTGRES://u:p%23%2F@h/d?sslmode=require',
  'postgres:///d?host=/var/run/postgresql',
  'postgres://u@/d?host=/var/run/postgresql',
  'postgres://%2Fvar%2Frun/d',
  'postgres://u:p%40w@h/d?application_name=a@b',
  'postgres://u:p@w@[::1]:5432/d',
  'postgres://h/d?sslmode=verify-full&sslrootcert=/ca&sslcert=/c&sslkey=/k&sslnegotiation=direct',
  'postgres://h/d?uselibpqcompat=true&sslmode=require'
]
for (const url of good) {
  t.test(`DATABASE_URL=${url} is accepted`, async (t) => {
    t.strictSame(refusalsOf({ ...redis, DATABASE_URL: url }), [])
  })
}

for (const [query, message] of [
  ['sslmode=verify_full', /^sslmode must be one of .*verify-full$/],
  ['sslmode=', /^sslmode must be one of/],
  ['sslcrl=x', /^the parameter sslcrl is not supported; allowed for TLS: sslmode, /],
  ['sslmode=verify-full&channel_binding=require', /^the parameter channel_binding/],
  ['ssl=true', /^the parameter ssl is not/],
  ['target_session_attrs=read-write', /^the parameter target_session_attrs/]
] as const) {
  t.test(`DATABASE_URL with ?${query} is rejected`, async (t) => {
    const issues = refusalsOf({ ...redis, DATABASE_URL: `postgres://h/d?${query}` })
    t.match(issues, [{ variable: 'DATABASE_URL', message }])
    t.equal(issues.length, 1)
  })
}

/** Settings with a password that contains a delimiter. */
const passwords: Record<string, (password: string) => string> = {
  DATABASE_URL: (password) => `postgres://u:${password}@host/d`,
  REDIS_URL: (password) => `redis://:${password}@host`,
  REDIS_SENTINELS: (password) => `u:${password}@host:1`,
  SMTP_URL: (password) => `smtp://u:${password}@host`
}
for (const [variable, write] of Object.entries(passwords)) {
  for (const password of [
    'hunter2/x',
    'hunter2#x',
    'hunter2?x',
    'hun/ter2#d',
    'hunter2%',
    '12/hunter',
    '1?hunter',
    '1#hunter',
    '1@h/hunter'
  ]) {
    t.test(`${variable} with the password ${password} requires percent-encoding`, async (t) => {
      const MAIL_FROM = 'a@b.example'
      const issues = refusalsOf({ ...redis, MAIL_FROM, [variable]: write(password) })
      t.ok(issues.length > 0)
      for (const issue of issues)
        t.match(issue, { variable, message: /percent-encoded.*%25 for %/ })
      t.notMatch(JSON.stringify(issues), /hun/, 'the password is not shown')
    })
  }
}

t.test('PostgreSQL without Redis is rejected', async (t) => {
  const DATABASE_URL = 'postgres://h/d'
  t.match(refusalsOf({ DATABASE_URL }), [
    {
      variable: 'DATABASE_URL',
      message: /^requires Redis, .*; set REDIS_URL, REDIS_SENTINELS or REDIS_CLUSTER$/
    }
  ])
  t.match(refusalsOf({ DATABASE_URL, PORT: 'x' }).length, 2, 'together with all other issues')
  for (const redis of [
    { REDIS_URL: 'redis://h' },
    { REDIS_SENTINELS: 'h:1' },
    { REDIS_CLUSTER: 'h:1' }
  ]) {
    t.strictSame(refusalsOf({ DATABASE_URL, ...redis }), [])
  }
})

t.test('the deprecated sslmode values are replaced by verify-full', async (t) => {
  for (const mode of ['prefer', 'require', 'verify-ca', 'verify-full']) {
    t.equal(withExplicitTls(`postgres://h/d?sslmode=${mode}`), 'postgres://h/d?sslmode=verify-full')
    t.equal(
      withExplicitTls(`postgres://h/d?a=b&sslmode=${mode}&c=d`),
      'postgres://h/d?a=b&sslmode=verify-full&c=d'
    )
  }
  const kept = [
    '',
    '?sslmode=disable',
    '?sslmode=no-verify',
    '?uselibpqcompat=true&sslmode=require'
  ]
  for (const query of kept)
    t.equal(withExplicitTls(`postgres://h/d${query}`), `postgres://h/d${query}`)
})

t.test('the driver emits no warning for verify-full', async (t) => {
  const { default: pg } = await import('pg')
  const warnings: string[] = []
  const before = process.emitWarning
  process.emitWarning = (warning: string | Error) => void warnings.push(String(warning))
  t.teardown(() => Object.assign(process, { emitWarning: before }))
  for (const mode of ['prefer', 'require', 'verify-ca']) {
    new pg.Client({ connectionString: withExplicitTls(`postgres://h/d?sslmode=${mode}`) })
  }
  t.strictSame(warnings, [])
})
