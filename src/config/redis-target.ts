import { hasPlainPort, listOf, percentEncoded } from './address-rules.js'
import { percentDecode } from './percent-decode.js'
import type { SettingIssue } from './start-error.js'

interface RedisHost {
  readonly host: string
  readonly port: number
}

/** The addresses and credentials of Redis, in the terms of ioredis. */
export interface RedisTarget {
  readonly variable: 'REDIS_URL' | 'REDIS_SENTINELS' | 'REDIS_CLUSTER'
  /** The server, or the Sentinels, or some nodes of the Cluster. */
  readonly hosts: readonly RedisHost[]
  /** The name by which the Sentinels know the master. */
  readonly masterName: string
  readonly connection: {
    readonly username?: string
    readonly password?: string
    readonly tls?: object
  }
  /** The credentials for the Sentinels themselves. */
  readonly sentinel: { readonly sentinelUsername?: string; readonly sentinelPassword?: string }
}

interface RedisSettings {
  readonly REDIS_URL?: string
  readonly REDIS_SENTINELS?: string
  readonly REDIS_CLUSTER?: string
}

const defaultMasterName = 'mymaster'

const connectionOf = ({ protocol, username, password }: URL): RedisTarget['connection'] => ({
  ...(username !== '' && { username: decodeURIComponent(username) }),
  ...(password !== '' && { password: decodeURIComponent(password) }),
  ...(protocol === 'rediss:' && { tls: {} })
})

const sentinelOf = ({ username, password }: URL): RedisTarget['sentinel'] => ({
  ...(username !== '' && { sentinelUsername: decodeURIComponent(username) }),
  ...(password !== '' && { sentinelPassword: decodeURIComponent(password) })
})

/** `[user:password@]host[:port]` */
const hostUrl = (item: string): URL => new URL(`redis://${item}`)

/** Returns the host as a socket expects it: an IPv6 address without brackets. */
const hostOf = (url: URL, port: number): RedisHost => ({
  host: url.hostname.replace(/^\[|\]$/g, ''),
  port: Number(url.port || port)
})

/** Converts the validated settings. @returns null if the revocation set is in the process */
export function redisTarget(settings: RedisSettings): RedisTarget | null {
  const { REDIS_URL, REDIS_SENTINELS, REDIS_CLUSTER } = settings
  if ((REDIS_URL ?? REDIS_SENTINELS ?? REDIS_CLUSTER) === undefined) return null
  const url = new URL(REDIS_URL ?? `redis://${defaultMasterName}`)
  const common = {
    connection: connectionOf(url),
    masterName: url.hostname,
    sentinel: {}
  }
  if (REDIS_SENTINELS !== undefined) {
    const urls = listOf(REDIS_SENTINELS).map(hostUrl)
    const hosts = urls.map((one) => hostOf(one, 26_379))
    const sentinel = sentinelOf(urls[0] as URL)
    return { ...common, variable: 'REDIS_SENTINELS', hosts, sentinel }
  }
  if (REDIS_CLUSTER !== undefined) {
    const hosts = listOf(REDIS_CLUSTER).map((item) => hostOf(hostUrl(item), 6379))
    return { ...common, variable: 'REDIS_CLUSTER', hosts }
  }
  return { ...common, variable: 'REDIS_URL', hosts: [hostOf(url, 6379)] }
}

/** Returns what is wrong with the encoding of a URL. Does not repeat it: it may contain a password. */
function encodingIssue(text: string): string | null {
  // Other checks report text that is not a URL.
  if (!URL.canParse(text)) return null
  const { username, password, hostname } = new URL(text)
  if ([username, password].some((part) => percentDecode(part) === null)) {
    return 'the user and the password must be percent-encoded: %25 for %, %40 for @'
  }
  return hostname.includes('%') ? 'the host must not be percent-encoded' : null
}

/** Returns what is wrong with user and password, and with the two lists of hosts. */
export function checkRedisTarget(settings: RedisSettings): SettingIssue[] {
  const issues: SettingIssue[] = []
  const unreadable = encodingIssue(settings.REDIS_URL ?? '')
  if (unreadable !== null) issues.push({ variable: 'REDIS_URL', message: unreadable })
  for (const variable of ['REDIS_SENTINELS', 'REDIS_CLUSTER'] as const) {
    const setting = settings[variable]
    if (setting === undefined) continue
    const items = listOf(setting)
    if (items.length === 0)
      issues.push({ variable, message: 'must contain at least one host:port' })
    for (const item of items) {
      const isHost =
        URL.canParse(`redis://${item}`) &&
        /^[^/?#\s]+$/.test(item) &&
        hasPlainPort(`redis://${item}`)
      const hasSecret = variable === 'REDIS_CLUSTER' && item.includes('@')
      if (!isHost)
        issues.push({
          variable,
          message: `must be a list of host:port, separated by commas; ${percentEncoded}`
        })
      else if (hasSecret)
        issues.push({
          variable,
          message: 'must not contain a user or a password; set them in REDIS_URL'
        })
      else {
        const message = encodingIssue(`redis://${item}`)
        if (message !== null) issues.push({ variable, message })
      }
    }
  }
  if (settings.REDIS_SENTINELS !== undefined && settings.REDIS_CLUSTER !== undefined) {
    issues.push({
      variable: 'REDIS_CLUSTER',
      message: 'must not be set together with REDIS_SENTINELS'
    })
  }
  return issues
}
