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

/** Every setting, from the environment and, outside production, from `.env.local` and `.env`. */
export const SettingsSchema = Type.Object({
  NODE_ENV: Type.Union(
    ['development', 'test', 'production'].map((name) => Type.Literal(name)),
    {
      default: 'development',
      description:
        '`development`, `test` or `production`. `production` disables the development defaults: the `.env` files are not read, and `PUBLIC_URL`, `SMTP_URL`, `MAIL_FROM` and the four secrets become required'
    }
  ),
  HOST: Type.String({
    minLength: 1,
    default: '127.0.0.1',
    description:
      'Address or host name to listen on. If it is not a loopback address, `PUBLIC_URL`, `SMTP_URL` and the secrets are required, as in production'
  }),
  PORT: Type.Integer({
    minimum: 0,
    maximum: 65_535,
    default: 3000,
    description: 'Port to listen on; 0 chooses a free one'
  }),
  WORKERS: Type.String({
    default: '1',
    description:
      'How many processes serve on `PORT`: a number, or `auto` for one on each core that the service may use. More than one need PostgreSQL and Redis. Each has its own connections and memory, so more processes than cores only cost'
  }),
  METRICS_PORT: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 65_535,
      description:
        'Port of a second listener on `HOST` that serves Prometheus metrics at `/metrics`. Empty: no metrics'
    })
  ),
  PUBLIC_URL: Type.Optional(
    Type.String({
      description:
        'The URL under which clients reach the service, as `https://api.example.org`; a path is allowed. All links begin with it; with a wrong value the links in mails do not work. Empty: links are relative, and those in mails begin with `http://HOST:PORT`. Required in production'
    })
  ),
  TRUST_PROXY: Type.Optional(
    Type.String({
      description:
        'Addresses or CIDRs of the proxies whose `X-Forwarded-For` is trusted, separated by commas. If it is empty behind a proxy, all clients share the proxy’s address, and so one rate limit. If it lists too much, clients can forge their address'
    })
  ),
  CORS_ORIGINS: Type.Optional(
    Type.String({
      description:
        'Origins whose pages may call the service from a browser, separated by commas. Empty: none'
    })
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
      'Directory of the embedded database and of generated secrets, and of mails while `SMTP_URL` is empty. If it is lost, accounts and sessions are lost'
  }),
  DATABASE_URL: Type.Optional(
    Type.String({
      description:
        'PostgreSQL, as `postgres://user:password@host:port/database`; requires Redis. `sslmode` is `disable`, `no-verify` (TLS with any certificate) or `verify-full`; `prefer`, `require` and `verify-ca` mean `verify-full`. Empty: embedded SQLite in `DATA_DIR`'
    })
  ),
  REDIS_URL: Type.Optional(
    Type.String({
      description:
        'Redis that holds the set of revoked tokens, as `redis://user:password@host:port` or `rediss://`, database 0. With Sentinels or a Cluster it gives user, password and TLS. If this and the next two are empty, one process keeps the set in its memory'
    })
  ),
  REDIS_SENTINELS: Type.Optional(
    Type.String({
      description:
        'Sentinels, as `[user:password@]host:port`, separated by commas. The host of `REDIS_URL` is the name of the master; without `REDIS_URL` it is `mymaster`'
    })
  ),
  REDIS_CLUSTER: Type.Optional(
    Type.String({
      description:
        'Some nodes of a Redis Cluster, as `host:port`, separated by commas; they name the others'
    })
  ),
  REDIS_PREFIX: Type.String({
    default: 'starwars:',
    description:
      'The beginning of every key in Redis. Instances that share a database must use the same'
  }),
  REDIS_TIMEOUT_MS: Type.Integer({
    minimum: 10,
    maximum: 10_000,
    default: 250,
    description: 'Timeout of a Redis command, in milliseconds; after it the response is 503'
  }),
  REDIS_WAIT_REPLICAS: Type.Integer({
    minimum: 0,
    maximum: 100,
    default: 0,
    description:
      'How many replicas must confirm a revocation before the response, within half of `REDIS_TIMEOUT_MS`; otherwise the response is 503. With more than there are, no logout succeeds'
  }),
  SMTP_URL: Type.Optional(
    Type.String({
      description:
        'Mail server, as `smtp://user:password@host:port` or `smtps://`; a password is sent over TLS only. Empty: mails are written to `DATA_DIR/outbox`, and their links to the log. Required in production'
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
    description: 'Minimum length of a new password, in characters'
  }),
  SESSIONS: Type.Union(
    ['exclusive', 'multiple'].map((name) => Type.Literal(name)),
    {
      default: 'exclusive',
      description:
        '`exclusive`: a user has one session, and a second login must send `takeover`; `multiple`: several'
    }
  ),
  SESSION_MAX_DAYS: Type.Number({
    exclusiveMinimum: 0,
    maximum: 3650,
    default: 30,
    description:
      'Maximum life of a session, however often it is refreshed, in days. Shorter: users log in more often; longer: a stolen refresh token is useful for longer'
  }),
  REFRESH_GRACE_SECONDS: Type.Integer({
    minimum: 0,
    maximum: 300,
    default: 10,
    description:
      'How long a used refresh token still returns the same new pair, in seconds: for clients that lost the response. After that, using it again ends the session. 0: a lost response ends the session'
  }),
  RATE_LIMIT: Type.Union(
    ['on', 'off'].map((name) => Type.Literal(name)),
    {
      default: 'on',
      description:
        '`off` disables the rate limits and the delays after failed logins. Never use it where strangers can reach the service'
    }
  ),
  RATE_LIMIT_ADDRESS_PER_MINUTE: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    default: 60,
    description:
      'Logins per minute from one network address (IPv6: one /64). The same number applies to refreshes, uses of one-time tokens and revocations, each counted separately. Too low: users behind one address get 429'
  }),
  RATE_LIMIT_ACCOUNT_PER_MINUTE: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    default: 20,
    description: 'The same per account; for logins, per account and network address'
  }),
  RATE_LIMIT_ADDRESS_MAILS_PER_HOUR: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    default: 30,
    description:
      'Sign-ups per hour from one network address. The same number applies to each other request that sends a mail'
  }),
  RATE_LIMIT_ACCOUNT_MAILS_PER_HOUR: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    default: 5,
    description: 'The same per e-mail address; for changes of the address, per account'
  }),
  EVENTS_DAYS: Type.Integer({
    minimum: 1,
    maximum: 3650,
    default: 90,
    description: 'How long account events are kept, in days'
  }),
  JWT_ISSUER: Type.String({
    minLength: 1,
    default: 'fathat.org',
    description: 'The claim `iss` of every token. A new value invalidates all tokens'
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
