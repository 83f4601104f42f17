import t from 'tap'
import { loadConfig } from '../../plugins/external/config.js'
import { environment, secrets } from '../helper.js'
import { noSecrets, refusalsOf, variablesIn } from './refusals.js'

const other = 'another-secret-that-is-long-enough-0123'
/** The settings that a service for others requires besides its secrets. */
const reachable = {
  PUBLIC_URL: 'https://api.example',
  SMTP_URL: 'smtp://mail.example',
  MAIL_FROM: 'api@mail.example'
}
const production = { NODE_ENV: 'production', ...reachable }
const published = [
  '0f8014e60a33413b8f1ef6c414a5ed86',
  '0f8014e60a33413b8f1ef6c414a7ab21',
  '0h1014e60a33313b8f1ef6c414a5ed19',
  '0f8014e60a33413b8f1ef6c414a1de15'
]
const variables = Object.keys(noSecrets)

/** Environments that are rejected, and the variables that are named. */
const refused: Record<string, [changes: Record<string, string | undefined>, names: string[]]> = {
  'a secret of 31 bytes': [{ JWT_SECRET: 'a'.repeat(31) }, ['JWT_SECRET']],
  'a short previous secret': [{ JWT_EMAIL_SECRET: `${other},short` }, ['JWT_EMAIL_SECRET']],
  'a comma too many': [{ JWT_REFRESH_SECRET: `${other},` }, ['JWT_REFRESH_SECRET']],
  'a secret after a space': [{ JWT_SECRET: `${secrets.access}, ${other}` }, ['JWT_SECRET']],
  'one secret for two kinds': [{ JWT_EMAIL_SECRET: secrets.access }, ['JWT_EMAIL_SECRET']],
  'a previous secret of another kind': [
    { JWT_PASSWORD_SECRET: `${other},${secrets.refresh}` },
    ['JWT_PASSWORD_SECRET']
  ],
  'a secret twice in one variable': [{ JWT_SECRET: `${other},${other}` }, ['JWT_SECRET']],
  'a variable with a slip': [{ JWT_SECERT: other }, ['JWT_SECERT']],
  'a variable that is unknown though empty': [{ JWT_KEY: '' }, ['JWT_KEY']],
  'production without any secret': [{ ...production, ...noSecrets }, variables],
  'production without one secret': [
    { ...production, JWT_EMAIL_SECRET: undefined },
    ['JWT_EMAIL_SECRET']
  ],
  'production with an empty secret': [{ ...production, JWT_SECRET: '' }, ['JWT_SECRET']],
  'production without PUBLIC_URL': [{ ...production, PUBLIC_URL: '' }, ['PUBLIC_URL']],
  'production without MAIL_FROM': [{ ...production, MAIL_FROM: '' }, ['MAIL_FROM']],
  'production without SMTP_URL': [{ ...production, SMTP_URL: '' }, ['SMTP_URL']],
  'production without anything': [
    { NODE_ENV: 'production', ...noSecrets },
    ['PUBLIC_URL', 'SMTP_URL', 'MAIL_FROM', ...variables]
  ],
  'all interfaces without anything': [
    { HOST: '0.0.0.0', ...noSecrets },
    ['PUBLIC_URL', 'SMTP_URL', 'MAIL_FROM', ...variables]
  ],
  'all interfaces without secrets': [{ HOST: '0.0.0.0', ...reachable, ...noSecrets }, variables],
  'all interfaces without PUBLIC_URL': [
    { HOST: '0.0.0.0', ...reachable, PUBLIC_URL: undefined },
    ['PUBLIC_URL']
  ],
  'all interfaces without SMTP_URL': [
    { HOST: '0.0.0.0', ...reachable, SMTP_URL: undefined },
    ['SMTP_URL']
  ],
  'one interface without one secret': [
    { HOST: '192.168.0.7', ...reachable, JWT_SECRET: undefined },
    ['JWT_SECRET']
  ],
  'every IPv6 interface without secrets': [{ HOST: '::', ...reachable, ...noSecrets }, variables],
  'a host that only begins like a loopback address': [
    { HOST: '127.0.0.1.example', ...reachable, ...noSecrets },
    variables
  ]
}

for (const secret of published) {
  refused[`the tutorial's ${secret.slice(0, 2)}…${secret.slice(-4)} in production`] = [
    { ...production, JWT_SECRET: secret },
    ['JWT_SECRET']
  ]
}

for (const [what, [changes, names]] of Object.entries(refused)) {
  t.test(`${what} is rejected by name`, async (t) => {
    const issues = refusalsOf(changes)
    t.strictSame([...new Set(variablesIn(issues))].sort(), [...names].sort())
  })
  t.test(`the rejection of ${what} contains no secret`, async (t) => {
    const text = JSON.stringify(refusalsOf(changes))
    const values = Object.entries({ ...environment, ...changes })
      .filter(([name]) => /SECRET$/.test(name))
      .flatMap(([, value]) => value?.split(',') ?? [])
      .filter((secret) => secret !== '')
    for (const secret of values) t.notOk(text.includes(secret))
  })
}

t.test('no secret in a URL is shown', async (t) => {
  const issues = refusalsOf({
    REDIS_URL: 'redis://:hunter2@h:port',
    PUBLIC_URL: 'https://u:hunter2@api.example',
    SMTP_URL: 'smtp://u:hunter2@mail.example/path',
    MAIL_FROM: 'api@mail.example'
  })
  t.equal(issues.length, 3)
  t.notMatch(JSON.stringify(issues), 'hunter2')
})

t.test('outside production the secrets of the tutorial are accepted', async (t) => {
  const [JWT_SECRET, JWT_REFRESH_SECRET, JWT_EMAIL_SECRET, JWT_PASSWORD_SECRET] = published
  t.strictSame(
    refusalsOf({
      ...{ JWT_SECRET, JWT_REFRESH_SECRET, JWT_EMAIL_SECRET, JWT_PASSWORD_SECRET },
      ...reachable,
      HOST: '0.0.0.0'
    }),
    []
  )
})

t.test('the length is counted in bytes', async (t) => {
  t.strictSame(refusalsOf({ JWT_SECRET: 'é'.repeat(16) }), [])
  t.strictSame(refusalsOf({ JWT_SECRET: 'a'.repeat(32) }), [])
})

t.test('production accepts complete settings', async (t) => {
  const { isProduction, linkBase, shutdownDelay, keyring } = loadConfig({
    ...environment,
    ...production,
    HOST: '0.0.0.0',
    JWT_SECRET: `${other},${secrets.access}`
  })
  t.equal(isProduction, true)
  t.equal(linkBase, 'https://api.example')
  t.equal(shutdownDelay, 5)
  t.strictSame(
    keyring.access.map(({ secret }) => secret),
    [other, secrets.access]
  )
})
