import { hasPlainPort, percentEncoded } from './address-rules.js'
import { percentDecode } from './percent-decode.js'
import type { SettingIssue } from './start-error.js'

const schemes = ['postgres:', 'postgresql:']

/**
 * Whether a `/`, `?` or `#` stands in the password: it ends the host there, and the host that was meant
 * comes after it. Else another one would be connected to, by the name of the user.
 */
function seemsUnencoded(text: string): boolean {
  const [, authority, path, query] = /^\w+:\/\/([^/?#]*)([^?#]*)(.*)$/s.exec(
    text
  ) as unknown as readonly [string, string, string, string]
  return path.includes('@') || (!authority.includes('@') && query.includes('@'))
}

/** `host` may be missing: a socket is named by `?host=/directory`. */
function parse(text: string): URL | null {
  const written = text.replace('@/', '@localhost/').replace(/^(\w+):\/\/\//, '$1://localhost/')
  return URL.canParse(written) ? new URL(written) : null
}

/** What is wrong with `DATABASE_URL`, decided without a connection. Never tells its password. */
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
  return []
}

/**
 * Several processes can reach a PostgreSQL, and only Redis makes them agree on what is revoked.
 *
 * @param hasRedis whether any of the settings of Redis names one
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
        'needs Redis, by which all processes on this database learn what is revoked: set REDIS_URL, REDIS_SENTINELS or REDIS_CLUSTER'
    }
  ]
}

/**
 * The driver reads `prefer`, `require` and `verify-ca` as `verify-full` and prints ten lines that this
 * will change: what it does is said in its own words here, so nothing changes later. `uselibpqcompat`
 * asks for the meaning of libpq and is left alone.
 */
export function withExplicitTls(url: string): string {
  if (/[?&]uselibpqcompat=true(&|$)/.test(url)) return url
  return url.replace(/([?&]sslmode=)(?:prefer|require|verify-ca)(?=&|$)/g, '$1verify-full')
}
