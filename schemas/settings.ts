import { type Static, Type } from '@sinclair/typebox'

const secret = (kind: string) =>
  Type.Optional(
    Type.String({
      description: `Secrets of ${kind} tokens, as \`current[,previous]\`, at least 32 bytes each: the first signs tokens, and all verify them. Empty: the service creates a secret and keeps it in \`DATA_DIR\`. Required in production, and if \`HOST\` is not a loopback address`
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
        '`development`, `test` or `production`. With `production`, `PUBLIC_URL`, `SMTP_URL`, `MAIL_FROM` and the four secrets are required, and the `.env` files are ignored. With `development` or `test`, a service on a loopback `HOST` also starts without them: it creates the secrets, and logs the links of mails'
    }
  ),
  HOST: Type.String({
    minLength: 1,
    default: '127.0.0.1',
    description:
      'IP address or host name on which the service listens. If it is not a loopback address, `PUBLIC_URL`, `SMTP_URL`, `MAIL_FROM` and the four secrets are required, as in production'
  }),
  PORT: Type.Integer({
    minimum: 0,
    maximum: 65_535,
    default: 3000,
    description: 'Port on which the service listens. 0: any free port'
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
        'URL under which clients reach the service, for example `https://api.example.org`: all links begin with it, and a wrong value breaks the links in mails. It may have a path, as `https://example.org/starwars`; the proxy must then remove the path from requests. Empty: links are relative, and links in mails begin with `http://HOST:PORT`. Required in production'
    })
  ),
  TRUST_PROXY: Type.Optional(
    Type.String({
      description:
        'IP addresses or CIDRs of the proxies in front of the service, separated by commas: the service reads the address of a client from their `X-Forwarded-For` header. If it is empty behind a proxy, all clients count as one address and share one rate limit. If it contains other addresses than those of the proxies, clients can forge their address'
    })
  ),
  CORS_ORIGINS: Type.Optional(
    Type.String({
      description:
        'Origins of the web pages that may call the service from a browser, for example `https://app.example.org`, separated by commas. Empty: none'
    })
  ),
  LOG_LEVEL: Type.Union(
    ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'].map((level) =>
      Type.Literal(level)
    ),
    {
      default: 'info',
      description:
        'Lowest level of the messages that are logged: `fatal`, `error`, `warn`, `info` (also failed and slow requests), `debug` (also every other request), `trace`; `silent` logs nothing'
    }
  ),
  DATA_DIR: Type.String({
    minLength: 1,
    default: '.data',
    description:
      'Directory of the embedded database, of created secrets, and of mails while `SMTP_URL` is empty. If the embedded database is lost, all accounts and sessions are lost'
  }),
  DATABASE_URL: Type.Optional(
    Type.String({
      description:
        'URL of a PostgreSQL database for accounts, sessions and revocations, as `postgres://user:password@host:port/database`. Empty: SQLite in `DATA_DIR`. PostgreSQL requires Redis: without `REDIS_URL`, `REDIS_SENTINELS` or `REDIS_CLUSTER` the service does not start. The connection is not encrypted unless the URL has `?sslmode=verify-full` (`prefer`, `require` and `verify-ca` mean the same) or `?sslmode=no-verify` (which accepts any certificate)'
    })
  ),
  DATABASE_POOL_MAX: Type.Integer({
    minimum: 1,
    maximum: 1000,
    default: 10,
    description:
      'Most connections to PostgreSQL in one process. Unused ones close after 10 seconds, so that an idle process holds one. If all processes together may open more than `max_connections` of the server allows, requests fail under load'
  }),
  REDIS_URL: Type.Optional(
    Type.String({
      description:
        'URL of the Redis server that holds the set of revoked tokens and the rate limits, as `redis://user:password@host:port`, or `rediss://…` for TLS; only database 0 is allowed. With `REDIS_SENTINELS` or `REDIS_CLUSTER`, the service uses only its user, password and TLS, and with Sentinels its host as the name of the master. If all three are empty, the set is in the memory of the process, and only one process can serve'
    })
  ),
  REDIS_SENTINELS: Type.Optional(
    Type.String({
      description:
        'Addresses of the Redis Sentinels that know the current master, as `[user:password@]host:port`, separated by commas. The name of the master is the host of `REDIS_URL` (`redis://NAME`), or `mymaster` if `REDIS_URL` is empty; with a wrong name the service does not start. The user and password of the first Sentinel apply to all'
    })
  ),
  REDIS_CLUSTER: Type.Optional(
    Type.String({
      description:
        'Addresses of some nodes of a Redis Cluster, as `host:port`, separated by commas; the service discovers the other nodes. Set the user and the password in `REDIS_URL`'
    })
  ),
  REDIS_PREFIX: Type.String({
    default: 'starwars:',
    description:
      'Beginning of the name of every key in Redis. All instances that share a database must use the same value'
  }),
  REDIS_TIMEOUT_MS: Type.Integer({
    minimum: 10,
    maximum: 10_000,
    default: 250,
    description:
      'Timeout of a Redis command, in milliseconds. If Redis does not respond within it, the response is 503'
  }),
  REDIS_WAIT_REPLICAS: Type.Integer({
    minimum: 0,
    maximum: 100,
    default: 0,
    description:
      'Number of Redis replicas that must confirm a revocation within half of `REDIS_TIMEOUT_MS`; otherwise the response is 503. If Redis has fewer replicas, every logout and refresh returns 503. 0: the service does not wait for replicas'
  }),
  SMTP_URL: Type.Optional(
    Type.String({
      description:
        'URL of the mail server, as `smtp://user:password@host:port` or `smtps://…`; the service sends a password only over TLS, except to a loopback address. Empty: the service writes mails to `DATA_DIR/outbox`, and logs their links. Required in production, and if `HOST` is not a loopback address'
    })
  ),
  MAIL_FROM: Type.Optional(
    Type.String({
      description:
        'Sender of every mail: an address or `Name <address>`. Required if `SMTP_URL` is set'
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
        '`exclusive`: a user has one session, and a second login gets 409 unless it has `takeover: true`, which ends the first session. `multiple`: a user can have several sessions'
    }
  ),
  SESSION_MAX_DAYS: Type.Number({
    exclusiveMinimum: 0,
    maximum: 3650,
    default: 30,
    description:
      'Maximum life of a session, in days: after it the user must log in again, even if the session was refreshed. With a large value, a thief can use a stolen session for longer'
  }),
  REFRESH_GRACE_SECONDS: Type.Integer({
    minimum: 0,
    maximum: 300,
    default: 10,
    description:
      'Time in which a client can repeat a refresh if it did not receive the response, in seconds: the used refresh token returns the same new tokens again. After that time, a use of the token counts as theft and ends the session. With 0, every repeated refresh ends the session; with a large value, a thief can use a stolen refresh token for longer'
  }),
  RATE_LIMIT: Type.Union(
    ['on', 'off'].map((name) => Type.Literal(name)),
    {
      default: 'on',
      description:
        '`off` disables all rate limits and the delays after failed logins. Strangers who can reach the service can then guess passwords without limit'
    }
  ),
  RATE_LIMIT_ADDRESS_PER_MINUTE: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    default: 60,
    description:
      'Maximum number of logins and account deletions per minute from one network address (IPv6: from one /64 network). The same maximum applies separately to refreshes, to password changes and uses of mailed links, and to calls of `/tokens/v1/revoke`. If it is too low, users who share an address get 429'
  }),
  RATE_LIMIT_ACCOUNT_PER_MINUTE: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    default: 20,
    description:
      'Maximum number of logins and account deletions per minute for one account from one network address. The same maximum applies separately to refreshes, and to password changes and uses of mailed links, for one account from all addresses. If it is too low, a user who acts often gets 429'
  }),
  RATE_LIMIT_ADDRESS_MAILS_PER_HOUR: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    default: 30,
    description:
      'Maximum number of sign-ups per hour from one network address. The same maximum applies separately to requests for another verification link, for a forgotten password, and for a change of the address. If it is too low, users who share an address get 429'
  }),
  RATE_LIMIT_ACCOUNT_MAILS_PER_HOUR: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    default: 5,
    description:
      'Maximum number of sign-ups per hour for one e-mail address, from all network addresses. The same maximum applies separately to requests for another verification link and for a forgotten password, and for each account to changes of its address. If it is too high, strangers can send many mails to one address'
  }),
  EVENTS_DAYS: Type.Integer({
    minimum: 1,
    maximum: 3650,
    default: 90,
    description: 'Time for which the service keeps account events, in days'
  }),
  JWT_ISSUER: Type.String({
    minLength: 1,
    default: 'fathat.org',
    description:
      'Value of the claim `iss` of every token. A new value makes all existing tokens invalid'
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
