/** The limits as the settings give them: requests of one kind in a window of time. */
export interface LimitSettings {
  readonly RATE_LIMIT_ADDRESS_PER_MINUTE: number
  readonly RATE_LIMIT_ACCOUNT_PER_MINUTE: number
  readonly RATE_LIMIT_ADDRESS_MAILS_PER_HOUR: number
  readonly RATE_LIMIT_ACCOUNT_MAILS_PER_HOUR: number
}

interface Policy {
  /** In seconds. */
  readonly window: number
  /** How many requests one network address may make in it. */
  readonly address: keyof LimitSettings
  /** How many there may be about one account; null where none is known. */
  readonly account: keyof LimitSettings | null
  /** Counts an account's requests for each network apart: a stranger elsewhere locks nobody out. */
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

/** What a route may declare as its `throttle`, and what that means. Each is counted by itself. */
export const policies = {
  /** Takes a password: costs a hash, and may be guessed. */
  login: { ...perMinute, isPerNetwork: true },
  /** Costs a hash and sends a mail. */
  signup: mails,
  // Each sends another mail to an address that anyone may have typed. Counted apart: or a stranger's
  // requests for one, which sends nothing, would use up an owner's for another.
  resend: mails,
  forgot: mails,
  'email-change': mails,
  refresh: perMinute,
  /** Uses a one-time token up. */
  verification: perMinute,
  /** Takes any token from anyone. */
  revoke: { ...perMinute, account: null }
} as const satisfies Record<string, Policy>

export type Throttle = keyof typeof policies
export const throttles = Object.keys(policies) as Throttle[]

/** One kind of request and what it is counted by. */
export interface Limit {
  readonly throttle: Throttle
  readonly per: 'address' | 'account'
  /** Requests in the window. */
  readonly max: number
  /** In seconds. */
  readonly window: number
  readonly isPerNetwork: boolean
}

/** Every limit there is, with the settings' numbers. */
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
