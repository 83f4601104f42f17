import { parseMailbox } from '../mail/address.js'
import { parseSmtpUrl } from '../mail/smtp-url.js'
import { percentEncoded } from './address-rules.js'
import type { SettingIssue } from './start-error.js'

/** Returns what is wrong with the mail settings. Messages never contain the server's password. */
export function checkMail(settings: {
  readonly SMTP_URL?: string
  readonly MAIL_FROM?: string
}): SettingIssue[] {
  const { SMTP_URL, MAIL_FROM } = settings
  const issues: SettingIssue[] = []
  if (SMTP_URL !== undefined && parseSmtpUrl(SMTP_URL) === null) {
    const message = `must be smtp://host:port or smtps://host:port, with user:password@ before the host if the server requires a login; ${percentEncoded}`
    issues.push({ variable: 'SMTP_URL', message })
  }
  if (MAIL_FROM !== undefined && parseMailbox(MAIL_FROM) === null) {
    const message = 'must be an address or "Name <address>", on one line'
    issues.push({ variable: 'MAIL_FROM', message })
  }
  return issues
}
