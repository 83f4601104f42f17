/** The time before which no token is valid, which the operator ordered. In seconds. */
export interface CutOff {
  readonly validFrom: number
  /** By the clock of the database. In the set, it is exact to the minute. */
  readonly orderedAt: number
}

/** The member that holds the cut-off in every bucket. Its score is the encoded cut-off. */
export const cutOffMember = 'from'

/** Minutes between the cut-off and its order are kept in the lower 20 bits of its number. */
const minutes = 2 ** 20

/**
 * Encodes a cut-off as one number below 2^53, which a score holds exactly. A later cut-off has a
 * higher number, and no clock reaches such a number: pruning by time never removes it.
 */
export function encodeCutOff({ validFrom, orderedAt }: CutOff): number {
  const delay = Math.floor((orderedAt - validFrom) / 60)
  return validFrom * minutes + Math.min(Math.max(0, delay), minutes - 1)
}

export function decodeCutOff(code: number): CutOff {
  const validFrom = Math.floor(code / minutes)
  return { validFrom, orderedAt: validFrom + (code % minutes) * 60 }
}

/**
 * How far the `iat` of a token that existed at the order may be after it, in seconds: the tolerance
 * for the clocks of issuers, and the exactness of `orderedAt`.
 */
const longestLead = 120
/** How much an instance's clock may be behind that of another one in that time, in seconds. */
const clockTolerance = 1

/**
 * Whether a cut-off refuses a token. It was issued earlier; or it was issued by a clock that is
 * fast, so that it may have existed at the order.
 *
 * @param code the encoded cut-off
 * @param now seconds since the epoch
 */
export function isCutOff(code: number, iat: number, now: number): boolean {
  const { validFrom, orderedAt } = decodeCutOff(code)
  if (iat < validFrom) return true
  return iat > now + clockTolerance && iat <= orderedAt + longestLead
}
