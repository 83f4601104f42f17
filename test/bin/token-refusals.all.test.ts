import t from 'tap'
import { roleNames } from '../../src/tokens/roles.js'
import { secrets } from '../helper.js'
import { runToken } from './run-token.js'

const basic = ['--role', 'basic']
const allowedRoles = `allowed: ${roleNames.join(', ')}`

const refused: [string, string[], RegExp | string][] = [
  ['no role', [], `--role is required; ${allowedRoles}\n`],
  ['an unknown role', ['--role', 'jedi'], `"jedi"; ${allowedRoles}\n`],
  ['an unknown kind', [...basic, '--kind', 'session'], /allowed: access, refresh, email, password/],
  ['a kind that every object has', [...basic, '--kind', 'constructor'], /allowed: access, refresh/],
  ['no hours at all', [...basic, '--hours', '0'], /number of hours greater than 0/],
  ['hours with an exponent', [...basic, '--hours', '1e1'], /number of hours greater than 0/],
  ['negative hours', [...basic, '--hours=-1'], /number of hours greater than 0/],
  [
    'hours without end',
    [...basic, '--hours', `1${'0'.repeat(308)}`],
    /number of hours greater than 0/
  ],
  ['user 0', [...basic, '--user', '0'], /whole number greater than 0/],
  ['a user in hexadecimal', [...basic, '--user', '0x10'], /whole number greater than 0/],
  ['an email token without address', [...basic, '--kind', 'email'], /requires an address/],
  ['an address in an access token', [...basic, '--email', 'a@example.org'], /requires an address/],
  ['an unknown option', [...basic, '--secret', 'x'], /Unknown option '--secret'/],
  ['a word too many', [...basic, 'admin'], /Unexpected argument 'admin'/]
]

t.test('invalid arguments are rejected, with the allowed values', async (t) => {
  for (const [name, args, message] of refused) {
    const { code, stdout, stderr } = await runToken(t, args)
    t.strictSame({ code, stdout }, { code: 2, stdout: '' }, name)
    t.match(stderr, message, name)
    t.match(stderr, `npm run --silent token -- --role ${roleNames.join('|')} `, name)
    t.notMatch(stderr, /\n +at /, `${name}: no stack`)
  }
})

t.test('an invalid setting is named, without secrets', async (t) => {
  const env = { JWT_SECRET: 'short', JWT_EMAIL_SECRET: secrets.password, JWT_LIFE: '1' }
  const { code, stdout, stderr } = await runToken(t, basic, env)
  t.strictSame({ code, stdout }, { code: 1, stdout: '' })
  for (const variable of ['JWT_SECRET', 'JWT_PASSWORD_SECRET', 'JWT_LIFE']) {
    t.match(stderr, `${variable}: `)
  }
  t.notMatch(stderr, secrets.password)
})

t.test('production requires the secrets', async (t) => {
  const env = { NODE_ENV: 'production', JWT_REFRESH_SECRET: '' }
  const { code, stdout, stderr } = await runToken(t, basic, env)
  t.strictSame({ code, stdout }, { code: 1, stdout: '' })
  t.match(stderr, /JWT_REFRESH_SECRET: required in production/)
})
