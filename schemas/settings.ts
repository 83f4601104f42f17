import { type Static, Type } from '@sinclair/typebox'

const secret = (kind: string) =>
  Type.Optional(
    Type.String({
      description: `Secrets of ${kind} tokens, as \`current[,previous]\`, at least 32 bytes each. The first secret signs new tokens. Tokens signed with any of the secrets are valid. Empty: the service creates a secret and keeps it in \`DATA_DIR\`. Required in production, and if \`HOST\` is not a loopback address`
    })
  )

/** @param name the setting whose value the file contains */
const fileOf = (name: string) =>
  Type.Optional(
    Type.String({
      description: `File that contains the value of \`${name}\`, in UTF-8, on one line. It must not be set together with \`${name}\``
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
        '`development`, `test` or `production`. With `production`, `PUBLIC_URL`, `SMTP_URL`, `MAIL_FROM` and the four secrets are required, and the `.env` files are ignored. With `development` or `test`, and with a loopback `HOST`, they are optional: the service creates the secrets, and logs the links of mails'
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
  WORKERS: Type.String({
    default: '1',
    description:
      'How many processes serve on `PORT`: a number, or `auto` for one on each core that the service may use. More than one need PostgreSQL and Redis. Each has its own connections and memory, so more processes than cores only cost'
  }),
  SHUTDOWN_DELAY_SECONDS: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 300,
      description:
        'How long the service still serves requests after SIGTERM, in seconds, while `/readyz` returns 503. SIGINT or a second SIGTERM ends this time. If it is shorter than the interval of the health checks of a load balancer, or than the time for which a proxy keeps idle connections, requests fail at a restart. If the service manager sends SIGKILL within this time plus 14 seconds, requests fail too. Default: 5 with `NODE_ENV=production`, else 0'
    })
  ),
  METRICS_PORT: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 65_535,
      description:
        'Port of a second listener that serves Prometheus metrics at `/metrics`. Empty: no metrics'
    })
  ),
  METRICS_HOST: Type.Optional(
    Type.String({
      description:
        'IP address or host name on which the metrics are served. Empty: `HOST`. If clients of the service can reach it, they can read the metrics'
    })
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: Type.Optional(
    Type.String({
      description:
        'URL of an OpenTelemetry collector, for example `http://127.0.0.1:4318`. The service sends traces of requests, Redis commands and SQL queries to `/v1/traces` below it, by OTLP over HTTP. With a wrong value, the log has `traces cannot be sent` once a minute. Empty: no traces'
    })
  ),
  PUBLIC_URL: Type.Optional(
    Type.String({
      description:
        'Public URL of the service, for example `https://api.example.org`. All links begin with it. A wrong value breaks the links in mails. It may have a path, as `https://example.org/starwars`; the proxy must then remove the path from requests. Empty: links are relative, and links in mails begin with `http://HOST:PORT`. Required in production, and if `HOST` is not a loopback address'
    })
  ),
  TRUST_PROXY: Type.Optional(
    Type.String({
      description:
        'IP addresses or CIDRs of the proxies in front of the service, separated by commas. The service reads the network address of a client from their `X-Forwarded-For` header. If the setting is empty behind a proxy, all clients share one rate limit. If it contains an address that is not a proxy, clients can forge their address'
    })
  ),
  CORS_ORIGINS: Type.Optional(
    Type.String({
      description:
        'Origins of the web pages that may call the service from a browser, for example `https://app.example.org`, separated by commas. Empty: none'
    })
  ),
  WEB_PEERS: Type.Optional(
    Type.String({
      description:
        'Origins of other instances that the web page may call besides its own, for example `https://b.example.org`, separated by commas. Its page *Watch it die* draws one line for each. They must list the origin of the page in their `CORS_ORIGINS`. Empty: none'
    })
  ),
  LOG_LEVEL: Type.Union(
    ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'].map((level) =>
      Type.Literal(level)
    ),
    {
      default: 'info',
      description:
        'Minimum level of log messages: `fatal`, `error`, `warn`, `info`, `debug` or `trace`. `info` includes failed and slow requests, `debug` includes all requests. `silent`: no messages'
    }
  ),
  DATA_DIR: Type.String({
    minLength: 1,
    default: '.data',
    description:
      'Directory of the embedded database and of created secrets. If `SMTP_URL` is empty, it also holds the mails. Back it up: without its embedded database, all accounts and sessions are lost'
  }),
  DATABASE_URL: Type.Optional(
    Type.String({
      description:
        'URL of a PostgreSQL database for accounts, sessions and revocations, as `postgres://user:password@host:port/database`. Empty: SQLite in `DATA_DIR`. PostgreSQL requires Redis: without `REDIS_URL`, `REDIS_SENTINELS` or `REDIS_CLUSTER` the service does not start. With `?sslmode=verify-full` the connection is encrypted and the certificate is verified; `prefer`, `require` and `verify-ca` mean the same. With `?sslmode=no-verify` it is encrypted, and any certificate is accepted. Without `sslmode` it is not encrypted'
    })
  ),
  DATABASE_URL_FILE: fileOf('DATABASE_URL'),
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
        'URL of the Redis server that holds the set of revoked tokens and the rate limits, as `redis://user:password@host:port`, or `rediss://…` for TLS. Only database 0 is allowed. With `REDIS_SENTINELS` or `REDIS_CLUSTER`, the URL sets only the user, the password and TLS; with Sentinels, its host is the name of the master. If all three settings are empty, the set is in the memory of the process, and only one process can serve'
    })
  ),
  REDIS_URL_FILE: fileOf('REDIS_URL'),
  REDIS_SENTINELS: Type.Optional(
    Type.String({
      description:
        'Addresses of the Redis Sentinels that know the current master, as `[user:password@]host:port`, separated by commas. The name of the master is the host of `REDIS_URL` (`redis://NAME`), or `mymaster` if `REDIS_URL` is empty. With a wrong name the service does not start. All Sentinels get the user and password of the first one'
    })
  ),
  REDIS_CLUSTER: Type.Optional(
    Type.String({
      description:
        'Addresses of some nodes of a Redis Cluster, as `host:port`, separated by commas. The service discovers the other nodes. Set the user and the password in `REDIS_URL`'
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
    description: 'Timeout of a Redis command, in milliseconds. After a timeout, the response is 503'
  }),
  REDIS_WAIT_REPLICAS: Type.Integer({
    minimum: 0,
    maximum: 100,
    default: 0,
    description:
      'Number of Redis replicas that must confirm each revocation. If they do not confirm it within half of `REDIS_TIMEOUT_MS`, the response is 503. If Redis has fewer replicas, every logout and refresh returns 503. 0: the service does not wait for replicas'
  }),
  SMTP_URL: Type.Optional(
    Type.String({
      description:
        'URL of the mail server, as `smtp://user:password@host:port` or `smtps://…`. The service sends the password only over TLS, except to a loopback address. Empty: the service writes mails to `DATA_DIR/outbox`, and logs their links. Required in production, and if `HOST` is not a loopback address'
    })
  ),
  SMTP_URL_FILE: fileOf('SMTP_URL'),
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
        '`exclusive`: a user can have one session. A second login gets 409. A login with `takeover: true` ends the first session instead. `multiple`: a user can have several sessions'
    }
  ),
  SESSION_MAX_DAYS: Type.Number({
    exclusiveMinimum: 0,
    maximum: 3650,
    default: 30,
    description:
      'Maximum life of a session, in days. Refreshes do not extend it. After that time, the user must log in again. With a large value, a thief can use a stolen session for longer'
  }),
  REFRESH_GRACE_SECONDS: Type.Integer({
    minimum: 0,
    maximum: 300,
    default: 10,
    description:
      'Time in which a client can repeat a refresh, in seconds, for example after a lost response. The repeated refresh returns the same new tokens. A later repetition counts as theft and ends the session. With 0, every repetition ends the session. With a large value, a thief can use a stolen refresh token for longer'
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
      'Maximum number of logins and account deletions per minute from one network address (IPv6: from one /64 network). The same maximum applies to three more counters: refreshes; password changes and uses of mailed links; calls of `/tokens/v1/revoke`. If it is too low, users who share a network address get 429'
  }),
  RATE_LIMIT_ACCOUNT_PER_MINUTE: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    default: 20,
    description:
      'Maximum number of logins and account deletions per minute for one account from one network address. The same maximum applies to two more counters, for one account from all network addresses: refreshes; password changes and uses of mailed links. If it is too low, active users get 429'
  }),
  RATE_LIMIT_ADDRESS_MAILS_PER_HOUR: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    default: 30,
    description:
      'Maximum number of sign-ups per hour from one network address. The same maximum applies to three more counters: requests for a new verification link, for a new password, and for a change of the e-mail address. If it is too low, users who share a network address get 429'
  }),
  RATE_LIMIT_ACCOUNT_MAILS_PER_HOUR: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    default: 5,
    description:
      'Maximum number of sign-ups per hour for one e-mail address, from all network addresses. The same maximum applies to three more counters: requests for a new verification link, for a new password, and for a change of the e-mail address (counted for each account). If it is too high, strangers can send many mails to one address'
  }),
  EVENTS_DAYS: Type.Integer({
    minimum: 1,
    maximum: 3650,
    default: 90,
    description: 'Number of days after which the service deletes account events'
  }),
  JWT_ISSUER: Type.String({
    minLength: 1,
    default: 'fathat.org',
    description:
      'Value of the claim `iss` of every token. A new value makes all existing tokens invalid'
  }),
  JWT_SECRET: secret('access'),
  JWT_SECRET_FILE: fileOf('JWT_SECRET'),
  JWT_REFRESH_SECRET: secret('refresh'),
  JWT_REFRESH_SECRET_FILE: fileOf('JWT_REFRESH_SECRET'),
  JWT_EMAIL_SECRET: secret('email'),
  JWT_EMAIL_SECRET_FILE: fileOf('JWT_EMAIL_SECRET'),
  JWT_PASSWORD_SECRET: secret('password'),
  JWT_PASSWORD_SECRET_FILE: fileOf('JWT_PASSWORD_SECRET'),
  JWT_ACCESS_HOURS: life('access', 10),
  JWT_REFRESH_HOURS: life('refresh', 24),
  JWT_EMAIL_HOURS: life('email', 1),
  JWT_PASSWORD_HOURS: life('password', 1)
})

export type Settings = Static<typeof SettingsSchema>
