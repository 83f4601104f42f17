import type { Problem } from '../../api/problem.js'
import { formatDuration } from '../../kit/time.js'

/** What helps against a problem with an account, in words; null where the problem says it itself. */
export function helpFor({ code, retryAfter }: Problem): string | null {
  switch (code) {
    case 'credentials-invalid':
      return 'Check the address and the password. The service does not say which of them is wrong.'
    case 'email-unverified':
      return 'Open the link in the mail that the service has sent you, or request a new mail.'
    case 'account-disabled':
      return 'Only an administrator can enable it again.'
    case 'user-already-logged-in':
      return 'The other session may be another browser or device of yours. If you end it, its tokens are rejected at once.'
    case 'password-weak':
      return 'Choose four or more words that have nothing to do with each other. Upper case, digits and signs are not needed.'
    case 'rate-limited':
      return retryAfter === undefined
        ? 'Wait a moment before you try again.'
        : `Try again in ${formatDuration(retryAfter)}.`
    default:
      return null
  }
}

/** The least length of a password, as far as the rejection of a short one tells it. */
export function leastLength(detail: string | undefined): number | null {
  const [, length] = /at least (\d+) are required/.exec(detail ?? '') ?? []
  return length === undefined ? null : Number(length)
}
