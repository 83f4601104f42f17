/** One invalid setting, and what is allowed. Never contains a secret. */
export interface SettingIssue {
  readonly variable: string
  readonly message: string
}

/** The service refuses to start. Lists all invalid settings at once, by variable. */
export class StartError extends Error {
  constructor(readonly issues: readonly SettingIssue[]) {
    super(issues.map(({ variable, message }) => `${variable}: ${message}`).join('\n'))
    this.name = 'StartError'
  }
}

/**
 * Redis or the database is down, starts or loads its data. The same start may succeed later, without
 * a change of the settings.
 */
export class StoreAwayError extends StartError {
  constructor(
    readonly store: 'redis' | 'database',
    issue: SettingIssue
  ) {
    super([issue])
    this.name = 'StoreAwayError'
  }
}

/** Reports that the service cannot listen. */
export function refuseAddress({ message }: Error): never {
  throw new StartError([{ variable: 'HOST, PORT', message }])
}
