import t from 'tap'
import { loadConfig } from '../../plugins/external/config.js'
import { StartError } from '../../src/config/start-error.js'
import { environment } from '../helper.js'
import { refusalsOf, variablesIn } from './refusals.js'

const notPorts = ['-1', '65536', '80.5', 'abc', '0x50x', '1e3', 'true', 'NaN', 'Infinity', '80 81']
const notLives = ['0', '-1', '87601', 'abc', 'NaN', 'Infinity', '1h', 'true']

const invalid: Record<string, readonly string[]> = {
  PORT: notPorts,
  REDIS_TIMEOUT_MS: ['9', '10001', '250.5', 'abc', '1e3', 'true', '-250'],
  METRICS_PORT: ['0', ...notPorts],
  SHUTDOWN_DELAY_SECONDS: ['-1', '301', '1.5', '5s'],
  WORKERS: ['0', '129', '-1', '1.5', '02', '1e1', 'AUTO', 'auto ', 'all'],
  REDIS_WAIT_REPLICAS: ['-1', '101', '1.5', 'all'],
  REDIS_SENTINELS: [',', 'h:port', 'a:1,b:70000', 'redis://a:1', 'a/b', 'a:1,u%zz:p@h:1'],
  REDIS_CLUSTER: [' , ', 'h:port', 'user:secret@a:1', 'a:1?x'],
  JWT_ACCESS_HOURS: notLives,
  JWT_REFRESH_HOURS: notLives,
  JWT_EMAIL_HOURS: notLives,
  JWT_PASSWORD_HOURS: notLives,
  LOG_LEVEL: ['loud', 'INFO', 'info ', '30'],
  PUBLIC_URL: [
    'api.example',
    '/base',
    'ftp://api.example',
    'javascript:alert(1)',
    'https://',
    'https://user@api.example',
    'https://:secret@api.example',
    'https://api.example?x=1',
    'https://api.example#x',
    'https://api.example/%',
    'https://api.example/b%e9se',
    'https://api.example/b\ufffdse'
  ],
  TRUST_PROXY: [
    'true',
    'false',
    '1',
    'loopback',
    'proxy.example',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0',
    '::1/129',
    '10.0.0.1, true'
  ],
  CORS_ORIGINS: [
    '*',
    'null',
    'true',
    'a.example',
    'https://a.example/',
    'https://a.example/path',
    'https://A.example',
    'https://a.example:443',
    'file:///x',
    'https://a.example, b.example'
  ],
  WEB_PEERS: [
    '*',
    'https://a.example/path',
    'https://a.example b.example',
    'https://a;base-uri',
    'http://[::1]:3000'
  ],
  REDIS_URL: [
    'localhost:6379',
    'redis',
    'redis:',
    'http://localhost',
    'unix:///x',
    'redis://:x@h:port',
    'redis://h:1/1',
    'redis://h:1?commandTimeout=60000',
    'redis://h:1#x',
    'redis://u%zz:p@h:1',
    'redis://u:p%@h:1',
    'rediss://:%ff@h:1',
    'redis://h%6F:1',
    'redis://u:p\ufffd@h:1'
  ],
  DATABASE_URL: [
    'postgres://u:p%@h/d',
    'postgres://u:p%zz@h/d',
    'postgres://u:p%e9@h/d',
    'postgres://u:p@h/d%ff',
    'postgres://u:p\ufffd@h/d'
  ],
  NODE_ENV: ['Production', 'staging'],
  SMTP_URL: [
    'mail.example',
    'http://mail.example',
    'smtp://',
    'smtp:mail.example',
    'smtp://mail.example:port',
    'smtp://mail.example/path',
    'smtp://mail.example?pool=true',
    'smtp://mail.example#x',
    'smtp://user@mail.example',
    'smtp://:password@mail.example',
    'smtp://u%:password@mail.example',
    'smtp://user:p%ff@mail.example',
    'smtp://ma%69l.example'
  ],
  OTEL_EXPORTER_OTLP_ENDPOINT: ['collector:4318', 'ftp://h', 'http://u:p@h', 'http://h/?x'],
  METRICS_HOST: ['http://metrics', 'metrics host'],
  MAIL_FROM: [
    'nobody',
    'a@b@c',
    'Star Wars',
    'Star Wars <nobody>',
    'Star Wars <a@b.example> x',
    '<a@b.example',
    'a@b.example, c@d.example',
    'Star \ufffd <a@b.example>',
    'a@b.example\r\nBcc: c@d.example',
    'Star\nWars <a@b.example>',
    `${'a'.repeat(250)}@b.example`
  ],
  DATA_DIR: ['data\ufffd'],
  JWT_ISSUER: ['f\ufffdthat.org'],
  JWT_SECRET: [`${'s'.repeat(40)}\ufffd`],
  PASSWORD_MIN_LENGTH: ['7', '65', '15.5', 'abc']
}

/** The variables without which another one is always rejected. */
const neededBy = (variable: string) =>
  ({
    DATABASE_URL: { REDIS_URL: 'redis://h' },
    WORKERS: { DATABASE_URL: 'postgres://h/d', REDIS_URL: 'redis://h' }
  })[variable] ?? { MAIL_FROM: 'api@mail.example' }

for (const [variable, values] of Object.entries(invalid)) {
  for (const value of values) {
    t.test(`${variable}=${JSON.stringify(value)} is rejected by name`, async (t) => {
      const issues = refusalsOf({ ...neededBy(variable), [variable]: value })
      t.strictSame(variablesIn(issues), [variable])
      t.match(issues[0]?.message, /\S/)
    })
  }
}

const valid: Record<string, readonly [text: string, value: unknown][]> = {
  PORT: [
    ['0', 0],
    ['65535', 65_535]
  ],
  SHUTDOWN_DELAY_SECONDS: [
    ['0', 0],
    ['300', 300]
  ],
  WORKERS: [
    ['1', '1'],
    ['128', '128'],
    ['auto', 'auto']
  ],
  HOST: [
    ['::1', '::1'],
    ['127.1.2.3', '127.1.2.3']
  ],
  METRICS_HOST: [['10.0.0.1', '10.0.0.1']],
  REDIS_TIMEOUT_MS: [['10', 10]],
  JWT_ACCESS_HOURS: [
    ['0.25', 0.25],
    ['87600', 87_600]
  ],
  JWT_ISSUER: [['me', 'me']],
  LOG_LEVEL: [
    ['silent', 'silent'],
    ['trace', 'trace']
  ],
  PUBLIC_URL: [['http://api.example:8080/base/', 'http://api.example:8080/base/']],
  TRUST_PROXY: [['10.0.0.0/8, ::1 ,fd00::/128,127.0.0.1', '10.0.0.0/8, ::1 ,fd00::/128,127.0.0.1']],
  CORS_ORIGINS: [['https://a.example,http://[::1]:3000', 'https://a.example,http://[::1]:3000']],
  WEB_PEERS: [['https://b.example', 'https://b.example']],
  REDIS_URL: [
    ['redis://localhost', 'redis://localhost'],
    ['rediss://u:p@h:1/0', 'rediss://u:p@h:1/0']
  ],
  DATABASE_URL: [
    ['postgres://us%C3%A9r:p%25%40@h:1/d?a=%20', 'postgres://us%C3%A9r:p%25%40@h:1/d?a=%20']
  ],
  SMTP_URL: [
    ['smtp://mail.example', 'smtp://mail.example'],
    ['smtps://us%40er:p%2Fw@[::1]:465/', 'smtps://us%40er:p%2Fw@[::1]:465/']
  ],
  MAIL_FROM: [
    ['a@b.example', 'a@b.example'],
    ['Star Wars, the “API” <a@b.example>', 'Star Wars, the “API” <a@b.example>']
  ]
}

for (const [variable, values] of Object.entries(valid)) {
  for (const [text, value] of values) {
    t.test(`${variable}=${text} is accepted`, async (t) => {
      const { settings } = loadConfig({ ...environment, ...neededBy(variable), [variable]: text })
      t.equal(settings[variable as keyof typeof settings], value)
    })
  }
}

t.test('an empty variable counts as missing', async (t) => {
  const names = ['HOST', 'PORT', 'LOG_LEVEL', 'DATA_DIR', 'JWT_ISSUER', 'JWT_ACCESS_HOURS']
  const empty = Object.fromEntries([...names, 'PUBLIC_URL', 'REDIS_URL'].map((name) => [name, '']))
  const { settings, linkBase, isProduction } = loadConfig({ ...environment, ...empty })
  t.match(settings, {
    HOST: '127.0.0.1',
    PORT: 3000,
    LOG_LEVEL: 'info',
    DATA_DIR: '.data',
    JWT_ISSUER: 'fathat.org',
    JWT_ACCESS_HOURS: 10,
    JWT_REFRESH_HOURS: 24,
    JWT_EMAIL_HOURS: 1,
    JWT_PASSWORD_HOURS: 1,
    REDIS_PREFIX: 'starwars:',
    REDIS_TIMEOUT_MS: 250
  })
  t.notOk(settings.PUBLIC_URL ?? settings.REDIS_URL)
  t.equal(linkBase, '')
  t.equal(isProduction, false)
})

t.test('SMTP_URL requires MAIL_FROM', async (t) => {
  t.match(refusalsOf({ SMTP_URL: 'smtp://mail.example' }), [
    { variable: 'MAIL_FROM', message: 'required if SMTP_URL is set' }
  ])
})

t.test('all issues are reported at once, one per line', async (t) => {
  const wrong = {
    PORT: 'x',
    LOG_LEVEL: 'loud',
    PUBLIC_URL: 'ftp://x',
    TRUST_PROXY: 'true, 300.0.0.1',
    CORS_ORIGINS: '*',
    REDIS_URL: 'x',
    JWT_SECRET: 'short',
    JWT_ACESS_HOURS: '1',
    JWT_EMAIL_HOURS: '0'
  }
  const issues = refusalsOf(wrong)
  const twice = 'TRUST_PROXY'
  t.strictSame(variablesIn(issues).sort(), [...Object.keys(wrong), twice].sort())
  const error = new StartError(issues)
  t.equal(error.name, 'StartError')
  t.equal(error.message.split('\n').length, issues.length)
  for (const { variable, message } of issues) t.match(error.message, `${variable}: ${message}`)
})

t.test('the message for a list states what is allowed', async (t) => {
  t.match(refusalsOf({ LOG_LEVEL: 'loud' }), [
    { message: 'must be one of fatal, error, warn, info, debug, trace, silent' }
  ])
})
