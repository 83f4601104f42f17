import { type Static, Type } from '@sinclair/typebox'

const secret = (kind: string) =>
  Type.Optional(
    Type.String({
      description: `Signs ${kind} tokens: \`current[,previous]\`, 32 bytes or more each; the first signs, all verify. Missing: generated once and kept in \`DATA_DIR\`, not in production`
    })
  )

const life = (kind: string, hours: number) =>
  Type.Number({
    exclusiveMinimum: 0,
    maximum: 87_600,
    default: hours,
    description: `Life of ${kind} tokens, in hours`
  })

/** Every setting of the service. Read from the environment and, outside production, from `.env.local` and `.env`. */
export const SettingsSchema = Type.Object({
  NODE_ENV: Type.Union(
    ['development', 'test', 'production'].map((name) => Type.Literal(name)),
    {
      default: 'development',
      description:
        '`development`, `test` or `production`, which turns conveniences off and asks for what they stood in for'
    }
  ),
  HOST: Type.String({
    minLength: 1,
    default: '127.0.0.1',
    description:
      'Address to listen on. Other than loopback: `PUBLIC_URL`, `SMTP_URL` and the secrets are required, as in production'
  }),
  PORT: Type.Integer({
    minimum: 0,
    maximum: 65_535,
    default: 3000,
    description: 'Port to listen on; 0 takes a free one'
  }),
  METRICS_PORT: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 65_535,
      description:
        'Port of a second listener on `HOST`, with Prometheus metrics at `/metrics`. Empty: none'
    })
  ),
  PUBLIC_URL: Type.Optional(
    Type.String({
      description:
        'Where clients find the service; links begin with it. Without it they are relative, and those in mails begin with `http://HOST:PORT`. Required in production'
    })
  ),
  TRUST_PROXY: Type.Optional(
    Type.String({
      description:
        "Addresses or CIDRs of proxies whose `X-Forwarded-*` headers count, by comma; empty: nobody's"
    })
  ),
  CORS_ORIGINS: Type.Optional(
    Type.String({ description: 'Origins whose pages may call, by comma; empty: none' })
  ),
  LOG_LEVEL: Type.Union(
    ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'].map((level) =>
      Type.Literal(level)
    ),
    {
      default: 'info',
      description:
        '`fatal`, `error`, `warn`, `info` (failed and slow requests), `debug` (every request), `trace` or `silent`'
    }
  ),
  DATA_DIR: Type.String({
    minLength: 1,
    default: '.data',
    description:
      'Where generated secrets and the embedded database are kept, and mails while there is no `SMTP_URL`'
  }),
  DATABASE_URL: Type.Optional(
    Type.String({
      description:
        '`postgres://…`, also `postgresql://`; needs Redis. `sslmode`: `disable`, `no-verify` (TLS, any certificate), or `verify-full`; `prefer`, `require` and `verify-ca` mean `verify-full` here. Empty: embedded SQLite in `DATA_DIR`'
    })
  ),
  REDIS_URL: Type.Optional(
    Type.String({
      description:
        '`redis://` or `rediss://`, database 0: where the set of revoked tokens lies; user and password of a Sentinel’s master or a Cluster too. Empty, like the two below: in the process'
    })
  ),
  REDIS_SENTINELS: Type.Optional(
    Type.String({
      description:
        'The Sentinels that know the master, as `[user:password@]host:port`, by comma. The host of `REDIS_URL` is what they call it, `mymaster` without one'
    })
  ),
  REDIS_CLUSTER: Type.Optional(
    Type.String({
      description:
        'Some nodes of the Cluster, as `host:port`, by comma; the others are found through them'
    })
  ),
  REDIS_PREFIX: Type.String({
    default: 'starwars:',
    description: 'What every key in Redis begins with'
  }),
  REDIS_TIMEOUT_MS: Type.Integer({
    minimum: 10,
    maximum: 10_000,
    default: 250,
    description: 'How long Redis may take to answer, in milliseconds; then the answer is 503'
  }),
  REDIS_WAIT_REPLICAS: Type.Integer({
    minimum: 0,
    maximum: 100,
    default: 0,
    description:
      'How many replicas must have a revocation before it is answered, within half of `REDIS_TIMEOUT_MS`; else 503'
  }),
  SMTP_URL: Type.Optional(
    Type.String({
      description:
        '`smtp://` or `smtps://`, with `user:password@` where needed, then over TLS only. Empty: mails go to `DATA_DIR/outbox` and their links to the log. Required in production'
    })
  ),
  MAIL_FROM: Type.Optional(
    Type.String({
      description:
        'The sender of every mail: an address, or `Name <address>`. Required with `SMTP_URL`'
    })
  ),
  PASSWORD_MIN_LENGTH: Type.Integer({
    minimum: 8,
    maximum: 64,
    default: 15,
    description: 'How many characters a new password has at the least'
  }),
  SESSIONS: Type.Union(
    ['exclusive', 'multiple'].map((name) => Type.Literal(name)),
    {
      default: 'exclusive',
      description:
        '`exclusive`: one login a user, a second one must ask for `takeover`; `multiple`: several'
    }
  ),
  SESSION_MAX_DAYS: Type.Number({
    exclusiveMinimum: 0,
    maximum: 3650,
    default: 30,
    description: 'How long a login may be refreshed, in days'
  }),
  REFRESH_GRACE_SECONDS: Type.Integer({
    minimum: 0,
    maximum: 300,
    default: 10,
    description:
      'How long after its first answer a refresh token still gets the same pair again, in seconds'
  }),
  RATE_LIMIT: Type.Union(
    ['on', 'off'].map((name) => Type.Literal(name)),
    {
      default: 'on',
      description: '`off` switches the limits of login, sign-up, mails and refresh off'
    }
  ),
  RATE_LIMIT_ADDRESS_PER_MINUTE: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    default: 60,
    description:
      'How many logins a minute one network address (IPv6: one /64) may try; as many refreshes, uses of one-time tokens and revocations'
  }),
  RATE_LIMIT_ACCOUNT_PER_MINUTE: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    default: 20,
    description: 'The same for each account; of logins, for each account and network'
  }),
  RATE_LIMIT_ADDRESS_MAILS_PER_HOUR: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    default: 30,
    description:
      'How many sign-ups an hour one network address may try; as many of each other request that sends a mail'
  }),
  RATE_LIMIT_ACCOUNT_MAILS_PER_HOUR: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    default: 5,
    description: 'The same for each e-mail address; of its change, for each account'
  }),
  EVENTS_DAYS: Type.Integer({
    minimum: 1,
    maximum: 3650,
    default: 90,
    description: 'How long events of accounts are kept, in days'
  }),
  JWT_ISSUER: Type.String({
    minLength: 1,
    default: 'fathat.org',
    description: 'The `iss` of every token'
  }),
  JWT_SECRET: secret('access'),
  JWT_REFRESH_SECRET: secret('refresh'),
  JWT_EMAIL_SECRET: secret('email'),
  JWT_PASSWORD_SECRET: secret('password'),
  JWT_ACCESS_HOURS: life('access', 10),
  JWT_REFRESH_HOURS: life('refresh', 24),
  JWT_EMAIL_HOURS: life('email', 1),
  JWT_PASSWORD_HOURS: life('password', 1)
})

export type Settings = Static<typeof SettingsSchema>
export type SettingName = keyof Settings
