import { Type } from '@sinclair/typebox'
import t from 'tap'
import { loadConfig } from '../../plugins/external/config.js'
import { SettingsSchema } from '../../schemas/settings.js'
import { readSettings } from '../../src/config/read-settings.js'
import { environment } from '../helper.js'
import { refusalsOf, variablesIn } from './refusals.js'

const hours = 'must be a number greater than 0 and at most 87600, in plain digits, for example 0.5'
const whole = (from: number, to: number) =>
  `must be a whole number from ${from} to ${to}, in plain digits`

/** Every numeric setting: a valid value, and the message for an invalid one. */
const numbers: Record<string, readonly [good: string, message: string]> = {
  PORT: ['80', whole(0, 65_535)],
  SHUTDOWN_DELAY_SECONDS: ['16', whole(0, 300)],
  METRICS_PORT: ['80', whole(1, 65_535)],
  DATABASE_POOL_MAX: ['80', whole(1, 1000)],
  REDIS_TIMEOUT_MS: ['80', whole(10, 10_000)],
  REDIS_WAIT_REPLICAS: ['2', whole(0, 100)],
  PASSWORD_MIN_LENGTH: ['16', whole(8, 64)],
  SESSION_MAX_DAYS: [
    '10.25',
    'must be a number greater than 0 and at most 3650, in plain digits, for example 0.5'
  ],
  REFRESH_GRACE_SECONDS: ['16', whole(0, 300)],
  RATE_LIMIT_ADDRESS_PER_MINUTE: ['16', whole(1, 1_000_000)],
  RATE_LIMIT_ACCOUNT_PER_MINUTE: ['16', whole(1, 1_000_000)],
  RATE_LIMIT_ADDRESS_MAILS_PER_HOUR: ['16', whole(1, 1_000_000)],
  RATE_LIMIT_ACCOUNT_MAILS_PER_HOUR: ['16', whole(1, 1_000_000)],
  EVENTS_DAYS: ['16', whole(1, 3650)],
  JWT_ACCESS_HOURS: ['10.25', hours],
  JWT_REFRESH_HOURS: ['10.25', hours],
  JWT_EMAIL_HOURS: ['10.25', hours],
  JWT_PASSWORD_HOURS: ['10.25', hours]
}

t.test('the list below contains every numeric setting', async (t) => {
  const told = Object.entries(SettingsSchema.properties)
    .filter(([, { type }]) => type === 'integer' || type === 'number')
    .map(([name]) => name)
  t.strictSame(told.sort(), Object.keys(numbers).sort())
})

const noNumbers = [
  ...['0x10', '0b11', '0o20', '1e1', '16e0', '+16', ' 16', '16 ', '\t16', '16\n', '16.', '.5'],
  ...['１６', '16n', '1_6', '1,6', '16;', '--16', '-', 'NaN', 'Infinity', '-Infinity', 'true'],
  ...['null', ' ', '9'.repeat(400), '16 17', '16ms']
]
const noWholeNumbers = ['016', '00', '16.0', '16.5', '-16', '-0']

for (const [variable, [good, message]] of Object.entries(numbers)) {
  t.test(
    `${variable} accepts plain digits only, and the message states what is allowed`,
    async (t) => {
      const { settings } = loadConfig({ ...environment, [variable]: good })
      t.equal(settings[variable as keyof typeof settings], JSON.parse(good))
      const isWhole = message.includes('whole')
      for (const text of [...noNumbers, ...(isWhole ? noWholeNumbers : ['-1', '-0', '0', '0.0'])]) {
        t.strictSame(
          refusalsOf({ [variable]: text }),
          [{ variable, message }],
          JSON.stringify(text.slice(0, 20))
        )
      }
    }
  )
}

t.test('other settings get the message of the schema', async (t) => {
  const schema = Type.Object({ NAME: Type.String({ maxLength: 3 }) })
  t.match(readSettings(schema, { NAME: 'long' }, 'OWN_').issues, [
    { variable: 'NAME', message: /length less or equal to 3/ }
  ])
})

t.test('numbers within other settings are plain digits too', async (t) => {
  const bad: Record<string, string[]> = {
    TRUST_PROXY: ['10.0.0.0/08', '10.0.0.0/+8', '10.0.0.0/ 8', '10.0.0.0/0x8', 'fd00::/064', '::/'],
    REDIS_SENTINELS: ['a:026379', 'a:26\t379', 'a:', 'a:+1', 'a:0x10', '[::1]:01', 'u:p@a:01'],
    REDIS_CLUSTER: ['a:06379', 'b:1,a:00', 'a:63 79', 'a:1e3']
  }
  for (const [variable, values] of Object.entries(bad)) {
    for (const value of values) {
      t.strictSame(variablesIn(refusalsOf({ [variable]: value })), [variable], value)
    }
  }
  const good = {
    TRUST_PROXY: '10.0.0.0/8,::/0,fd00::/128',
    REDIS_SENTINELS: 'a:26379,[::1]:0,[::1],u:p@b,b'
  }
  t.strictSame(refusalsOf(good), [])
})
