import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { loadConfig, loadDatabaseSettings } from '../../plugins/external/config.js'
import { environment, secrets, temporaryDirectory } from '../helper.js'
import { noSecrets, refusalsOf, variablesIn } from './refusals.js'

function fileWith(t: Test, content: string | Buffer): string {
  const file = join(temporaryDirectory(t), 'value')
  writeFileSync(file, content)
  return file
}

const production = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://api.example',
  MAIL_FROM: 'api@mail.example'
}

/** A value for each setting that a file may contain. */
const values = {
  JWT_SECRET: `another-secret-that-is-long-enough-0123,${secrets.access}`,
  JWT_REFRESH_SECRET: secrets.refresh,
  JWT_EMAIL_SECRET: secrets.email,
  JWT_PASSWORD_SECRET: secrets.password,
  DATABASE_URL: 'postgres://u:p@h/d',
  REDIS_URL: 'redis://:p@h',
  SMTP_URL: 'smtp://u:p@h'
}
const names = Object.keys(values) as (keyof typeof values)[]
const fromFiles = (t: Test) =>
  Object.fromEntries(names.map((name) => [`${name}_FILE`, fileWith(t, `${values[name]}\n`)]))

t.test('every secret may come from a file, also in production', async (t) => {
  const { settings, keyring } = loadConfig({
    ...environment,
    ...production,
    ...noSecrets,
    WORKERS: '2',
    ...fromFiles(t)
  })
  t.match(settings, values)
  t.equal(keyring.access.length, 2)
})

t.test('another process gets the same values without the files', async (t) => {
  const files = fromFiles(t)
  const first = loadConfig({ ...environment, ...production, ...noSecrets, ...files })
  for (const file of Object.values(files)) writeFileSync(file, 'changed')
  const second = loadConfig({ ...files, ...first.environment })
  t.strictSame(second.settings, first.settings)
})

t.test('one line break at the end is dropped', async (t) => {
  for (const end of ['', '\n', '\r\n']) {
    const JWT_SECRET_FILE = fileWith(t, secrets.access + end)
    const { settings } = loadConfig({ ...environment, JWT_SECRET: '', JWT_SECRET_FILE })
    t.equal(settings.JWT_SECRET, secrets.access)
  }
})

const refused: Record<string, [content: string | Buffer, message: RegExp]> = {
  'is empty': ['', /the file .* is empty/],
  'has only a line break': ['\n', /is empty/],
  'is not UTF-8': [Buffer.from([0x73, 0xff, 0x73]), /the file .* is not well-formed UTF-8/],
  'begins with a byte order mark': [`\ufeff${secrets.access}`, /byte order mark/],
  'ends with two line breaks': [`${secrets.access}\n\n`, /more than one line/],
  'has several lines': [`${secrets.access}\nmore`, /more than one line/]
}
for (const [what, [content, message]] of Object.entries(refused)) {
  t.test(`a file that ${what} is rejected by its variable`, async (t) => {
    const JWT_SECRET_FILE = fileWith(t, content)
    const issues = refusalsOf({
      ...production,
      SMTP_URL: 'smtp://h',
      JWT_SECRET: '',
      JWT_SECRET_FILE
    })
    t.match(issues, [{ variable: 'JWT_SECRET_FILE', message }])
    t.equal(issues.length, 1)
    t.notMatch(JSON.stringify(issues), secrets.access)
  })
}

t.test(
  'files that cannot be read are all reported, and nothing that follows from that',
  async (t) => {
    const missing = join(temporaryDirectory(t), 'missing')
    const files = Object.fromEntries(names.map((name) => [`${name}_FILE`, missing]))
    const issues = refusalsOf({ ...production, ...noSecrets, WORKERS: '2', ...files })
    t.strictSame(variablesIn(issues).sort(), Object.keys(files).sort())
    t.match(issues[0]?.message, /cannot be read \(ENOENT/)
    const mail = refusalsOf({ SMTP_URL_FILE: missing })
    t.strictSame(variablesIn(mail).sort(), ['MAIL_FROM', 'SMTP_URL_FILE'])
  }
)

t.test('a variable and its file together are rejected', async (t) => {
  const JWT_SECRET_FILE = fileWith(t, secrets.access)
  t.strictSame(refusalsOf({ JWT_SECRET_FILE }), [
    { variable: 'JWT_SECRET_FILE', message: 'must not be set together with JWT_SECRET' }
  ])
})

t.test('the content is checked like the variable', async (t) => {
  const JWT_SECRET_FILE = fileWith(t, 'short')
  t.match(refusalsOf({ JWT_SECRET: '', JWT_SECRET_FILE }), [{ variable: 'JWT_SECRET' }])
})

t.test('other settings have no files', async (t) => {
  t.match(refusalsOf({ JWT_ISSUER_FILE: '/x' }), [
    { variable: 'JWT_ISSUER_FILE', message: /unknown/ }
  ])
})

t.test('a command that needs only the database reads only its file', async (t) => {
  const DATABASE_URL_FILE = fileWith(t, 'postgres://u:p@h/d\n')
  const { DATABASE_URL } = loadDatabaseSettings({ DATABASE_URL_FILE, JWT_SECRET_FILE: '/missing' })
  t.equal(DATABASE_URL, 'postgres://u:p@h/d')
  t.throws(() => loadDatabaseSettings({ DATABASE_URL_FILE: '/missing' }), /DATABASE_URL_FILE: /)
})
