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
