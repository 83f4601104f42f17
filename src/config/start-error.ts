/** One setting that is wrong, and what is allowed. Never holds a secret. */
export interface SettingIssue {
  readonly variable: string
  readonly message: string
}

/** Why the service refuses to start: everything that is wrong, at once, by variable. */
export class StartError extends Error {
  constructor(readonly issues: readonly SettingIssue[]) {
    super(issues.map(({ variable, message }) => `${variable}: ${message}`).join('\n'))
    this.name = 'StartError'
  }
}
