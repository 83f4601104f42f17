import { isIP } from 'node:net'
import { readWhole } from '../query/plain-values.js'
import type { SettingIssue } from './start-error.js'

/** Splits a comma-separated setting. Ignores white space around items, and empty items. */
export function listOf(setting: string | undefined): string[] {
  return (setting ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
}

/** Whether only this machine can reach a server that listens on the host. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

function isAddressOrCidr(text: string): boolean {
  const [address, bits, ...rest] = text.split('/') as [string, string?, ...string[]]
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return false
  return bits === undefined || readWhole(bits) <= (version === 4 ? 32 : 128)
}

function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null
}

function isHttp(url: URL | null): url is URL {
  return url?.protocol === 'http:' || url?.protocol === 'https:'
}

/** The port as written: after the last `@` and the host, up to the end of the authority. */
const writtenPort =
  /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#]*@)?(?:\[[^\]]*\]|[^:/?#[]*):([^/?#@]*)(?:[/?#]|$)/i

/** Whether the port of a URL is plain digits, or missing. The WHATWG parser also accepts `06379`. */
export function hasPlainPort(url: string): boolean {
  const port = writtenPort.exec(url)?.[1]
  return port === undefined || !Number.isNaN(readWhole(port))
}

/** Whether the WHATWG parser would silently repair a URL: a missing `//`, backslashes, white space. */
const isRepaired = (url: string) => !/^[a-z]+:\/\/[^\s\\]+$/i.test(url)

/** Whether a text is an http URL without credentials, query and fragment. */
function isPlainHttp(text: string): boolean {
  const url = parseUrl(text)
  return (
    isHttp(url) &&
    !isRepaired(text) &&
    hasPlainPort(text) &&
    !/[?#]/.test(text) &&
    !url.username &&
    !url.password
  )
}

/**
 * Rejects query strings, which would override the options that make the service fail closed. Rejects
 * other databases: if selecting one fails, ioredis continues with database 0, which has no revocations.
 */
function isRedis(url: URL | null): boolean {
  if (url?.protocol !== 'redis:' && url?.protocol !== 'rediss:') return false
  return url.hostname !== '' && ['', '/', '/0'].includes(url.pathname) && !url.search && !url.hash
}

/** The usual cause of an invalid URL: the character ends the password; the rest becomes host or path. */
export const percentEncoded =
  'special characters in the user and the password must be percent-encoded: %23 for #, %2F for /, %3F for ?, %40 for @, %25 for %'

function isOrigin(text: string): boolean {
  const url = parseUrl(text)
  return isHttp(url) && url.origin === text && !text.includes('*')
}

/**
 * Whether an origin can stand in a Content-Security-Policy, which knows no IPv6 addresses. The URL
 * parser allows hosts with `;`, which would begin another directive.
 */
const isPolicySource = (origin: string) => /^https?:\/\/[a-z0-9._-]+(?::\d+)?$/.test(origin)

/** Returns what is wrong with the settings that contain hosts and URLs. */
export function checkAddresses(settings: {
  readonly HOST: string
  readonly METRICS_HOST?: string
  readonly OTEL_EXPORTER_OTLP_ENDPOINT?: string
  readonly PUBLIC_URL?: string
  readonly TRUST_PROXY?: string
  readonly CORS_ORIGINS?: string
  readonly WEB_PEERS?: string
  readonly REDIS_URL?: string
}): SettingIssue[] {
  const issues: SettingIssue[] = []
  const refuse = (variable: string, message: string) => issues.push({ variable, message })
  const { HOST, METRICS_HOST = HOST, PUBLIC_URL, TRUST_PROXY, CORS_ORIGINS, REDIS_URL } = settings
  const { OTEL_EXPORTER_OTLP_ENDPOINT, WEB_PEERS } = settings

  for (const [variable, host] of Object.entries({ HOST, METRICS_HOST })) {
    const isRepeated = variable !== 'HOST' && host === HOST
    if (!isRepeated && isIP(host) === 0 && !/^[a-z0-9._-]+$/i.test(host)) {
      refuse(variable, 'must be an IP address or a host name')
    }
  }
  for (const [variable, text] of Object.entries({ PUBLIC_URL, OTEL_EXPORTER_OTLP_ENDPOINT })) {
    if (text !== undefined && !isPlainHttp(text)) {
      refuse(
        variable,
        'must be an http or https URL without a user, a password, a query or a fragment'
      )
    }
  }
  for (const proxy of listOf(TRUST_PROXY).filter((item) => !isAddressOrCidr(item))) {
    refuse(
      'TRUST_PROXY',
      `"${proxy}" is not an IP address or a CIDR; write the addresses of the proxies, separated by commas`
    )
  }
  for (const [variable, list] of Object.entries({ CORS_ORIGINS, WEB_PEERS })) {
    for (const origin of listOf(list).filter((item) => !isOrigin(item))) {
      refuse(variable, `"${origin}" is not an origin; write https://host or https://host:port`)
    }
  }
  for (const origin of listOf(WEB_PEERS).filter(
    (item) => isOrigin(item) && !isPolicySource(item)
  )) {
    refuse('WEB_PEERS', `browsers cannot be told to allow "${origin}"; write its host as a name`)
  }
  if (REDIS_URL !== undefined && !(isRedis(parseUrl(REDIS_URL)) && hasPlainPort(REDIS_URL))) {
    refuse(
      'REDIS_URL',
      `must be redis://user:password@host:port or rediss://user:password@host:port, without a query; the only allowed database is 0; ${percentEncoded}`
    )
  }
  return issues
}
