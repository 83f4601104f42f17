/** The settings of the limits: how many requests of one kind are allowed in a window of time. */
interface LimitSettings {
  readonly RATE_LIMIT_ADDRESS_PER_MINUTE: number
  readonly RATE_LIMIT_ACCOUNT_PER_MINUTE: number
  readonly RATE_LIMIT_ADDRESS_MAILS_PER_HOUR: number
  readonly RATE_LIMIT_ACCOUNT_MAILS_PER_HOUR: number
}

/** The addresses of one customer count as one: for IPv6, those of a /64 network. */
export const ipv6Prefix = 64

interface Policy {
  /** In seconds. */
  readonly window: number
  /** The setting that limits the requests of one network address. */
  readonly address: keyof LimitSettings
  /** The setting that limits the requests for one account; null if the account is unknown. */
  readonly account: keyof LimitSettings | null
  /** Counts an account's requests per network: a stranger on another network cannot lock an owner out. */
  readonly isPerNetwork?: boolean
}

const perMinute = {
  window: 60,
  address: 'RATE_LIMIT_ADDRESS_PER_MINUTE',
  account: 'RATE_LIMIT_ACCOUNT_PER_MINUTE'
} as const

const mails = {
  window: 3600,
  address: 'RATE_LIMIT_ADDRESS_MAILS_PER_HOUR',
  account: 'RATE_LIMIT_ACCOUNT_MAILS_PER_HOUR'
} as const

/** The values of a route's `throttle`, and their limits. Each is counted separately. */
export const policies = {
  /** Takes a password: costs a hash, and allows guessing. */
  login: { ...perMinute, isPerNetwork: true },
  /** Costs a hash and sends a mail. */
  signup: mails,
  // Each sends a different mail to an address that anyone may enter. Counted separately: otherwise a
  // stranger's requests for one, even if they send nothing, would use up the owner's limit for another.
  resend: mails,
  forgot: mails,
  'email-change': mails,
  refresh: perMinute,
  /** Consumes a one-time token. */
  verification: perMinute,
  /** Accepts any token from any caller. */
  revoke: { ...perMinute, account: null }
} as const satisfies Record<string, Policy>

export type Throttle = keyof typeof policies
export const throttles = Object.keys(policies) as Throttle[]

/** A limit on one kind of request, per address or per account. */
export interface Limit {
  readonly throttle: Throttle
  readonly per: 'address' | 'account'
  /** Requests in the window. */
  readonly max: number
  /** In seconds. */
  readonly window: number
  readonly isPerNetwork: boolean
}

/** Returns all limits, with the numbers of the settings. */
export function limitsOf(settings: LimitSettings): Limit[] {
  return throttles.flatMap((throttle) => {
    const { window, address, account, isPerNetwork = false }: Policy = policies[throttle]
    const limit = { throttle, window, isPerNetwork }
    return [
      { ...limit, per: 'address' as const, max: settings[address] },
      ...(account === null ? [] : [{ ...limit, per: 'account' as const, max: settings[account] }])
    ]
  })
}
