import { hasPlainPort, percentEncoded } from './address-rules.js'
import { percentDecode } from './percent-decode.js'
import type { SettingIssue } from './start-error.js'

const schemes = ['postgres:', 'postgresql:']

/**
 * Whether the password contains an unencoded `/`, `?` or `#`, which ends the authority before the real
 * host. The service would otherwise connect to a host with the name of the user.
 */
function seemsUnencoded(text: string): boolean {
  const [, authority, path, query] = /^\w+:\/\/([^/?#]*)([^?#]*)(.*)$/s.exec(
    text
  ) as unknown as readonly [string, string, string, string]
  return path.includes('@') || (!authority.includes('@') && query.includes('@'))
}

/** Parses the URL. Its host may be missing: `?host=/directory` selects a socket. */
function parse(text: string): URL | null {
  const written = text.replace('@/', '@localhost/').replace(/^(\w+):\/\/\//, '$1://localhost/')
  return URL.canParse(written) ? new URL(written) : null
}

const sslModes = ['disable', 'no-verify', 'prefer', 'require', 'verify-ca', 'verify-full']
const supported = ['sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'sslnegotiation']
/** Parameters of libpq about encryption and the choice of a server, which the driver would ignore. */
const ofLibpq =
  /^(?:ssl|requiressl|require_auth|gss|krb|channel_binding|target_session|load_balance)/

/** Rejects parameters that would promise what the driver does not do. */
function checkParameters({ searchParams }: URL): string | null {
  const unknown = [...searchParams.keys()].find(
    (name) => ofLibpq.test(name) && !supported.includes(name)
  )
  if (unknown !== undefined) {
    return `the parameter ${unknown} is not supported; allowed for TLS: ${supported.join(', ')}`
  }
  const mode = searchParams.get('sslmode')
  if (mode === null || sslModes.includes(mode)) return null
  return `sslmode must be one of ${sslModes.join(', ')}`
}

/** Returns what is wrong with `DATABASE_URL`, without connecting. Messages never contain the password. */
export function checkDatabase({
  DATABASE_URL
}: {
  readonly DATABASE_URL?: string
}): SettingIssue[] {
  if (DATABASE_URL === undefined) return []
  const variable = 'DATABASE_URL'
  const scheme = /^[a-z][a-z0-9+.-]*:(?=\/\/)/i.exec(DATABASE_URL)?.[0].toLowerCase()
  if (scheme === undefined || !schemes.includes(scheme)) {
    return [{ variable, message: 'must begin with postgres:// or postgresql://' }]
  }
  const url = parse(DATABASE_URL)
  const isReadable = url !== null && percentDecode(url.href) !== null && hasPlainPort(DATABASE_URL)
  if (!isReadable || url.hash !== '' || seemsUnencoded(DATABASE_URL)) {
    return [
      {
        variable,
        message: `must be postgres://user:password@host:port/database; ${percentEncoded}`
      }
    ]
  }
  const message = checkParameters(url)
  return message === null ? [] : [{ variable, message }]
}

/**
 * Requires Redis together with PostgreSQL: several processes can share the database, and only Redis
 * gives them the same revocations.
 *
 * @param hasRedis whether any of the Redis settings is set
 */
export function checkStores(
  { DATABASE_URL }: { readonly DATABASE_URL?: string },
  hasRedis: boolean
): SettingIssue[] {
  if (DATABASE_URL === undefined || hasRedis) return []
  return [
    {
      variable: 'DATABASE_URL',
      message:
        'requires Redis, in which all processes that use this database share their revocations; set REDIS_URL, REDIS_SENTINELS or REDIS_CLUSTER'
    }
  ]
}

/**
 * Replaces `prefer`, `require` and `verify-ca` by `verify-full`. The driver treats them as `verify-full`
 * today, and prints a ten-line warning that this will change. The explicit value keeps the behaviour.
 * Leaves URLs with `uselibpqcompat` unchanged: it selects libpq's meaning of `sslmode`.
 */
export function withExplicitTls(url: string): string {
  if (/[?&]uselibpqcompat=true(&|$)/.test(url)) return url
  return url.replace(/([?&]sslmode=)(?:prefer|require|verify-ca)(?=&|$)/g, '$1verify-full')
}
