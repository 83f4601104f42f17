/** Delays before a retry after the first, second … failure, in seconds. The last one repeats. */
const delays = [1, 5, 15, 60, 300] as const

/** How long a mail is retried, in seconds. A link in it usually expires earlier. */
const maxAge = 3 * 24 * 3600

/**
 * Whether the server rejects this mail permanently (RFC 5321 §4.2.1: 5yz), or nodemailer rejects it
 * itself, without a reply code. A rejected login affects all mails, and the operator must fix it: it is
 * retried, like an unavailable server.
 */
export function isRefusal(error: unknown): boolean {
  const { code, responseCode = 500 } = error as { code?: string; responseCode?: number }
  return (code === 'EENVELOPE' || code === 'EMESSAGE') && responseCode >= 500
}

/**
 * @param mail the number of its tries so far, and its creation time
 * @param now in seconds since the epoch
 * @returns the delay before the next try, in seconds; null to give the mail up
 */
export function delayAfter(
  error: unknown,
  { tries, created_at }: { readonly tries: number; readonly created_at: number },
  now: number
): number | null {
  if (isRefusal(error)) return null
  if (now - created_at >= maxAge) return null
  return delays[Math.min(tries, delays.length) - 1] as number
}
