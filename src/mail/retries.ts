/** How long after a mail's first, second … failure it is tried again, in seconds; the last goes on. */
const delays = [1, 5, 15, 60, 300] as const

/** How long a mail is tried at all, in seconds. A link in it usually ends before. */
const maxAge = 3 * 24 * 3600

/**
 * Whether the server refuses this very mail for good (RFC 5321 §4.2.1: 5yz), or nodemailer does
 * without asking, which sets no reply code. A refused login concerns all mails and is the operator's
 * to mend: that is tried again like a server that is down.
 */
export function isRefusal(error: unknown): boolean {
  const { code, responseCode = 500 } = error as { code?: string; responseCode?: number }
  return (code === 'EENVELOPE' || code === 'EMESSAGE') && responseCode >= 500
}

/**
 * @param mail how often it was tried, and since when it waits
 * @param now in seconds since the epoch
 * @returns after how many seconds it is tried again; null to give it up
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
