/**
 * Growing delays after failed logins, for each pair of account and network: a stranger on another
 * network cannot lock an owner out.
 */
export interface LoginDelays {
  /**
   * Counts a try as failed before its password is verified: otherwise many simultaneous tries would pass.
   *
   * @returns 0, or how long the pair must wait, in seconds; a try that must wait is not counted
   */
  begin(pair: string): Promise<number>
  /** Deletes the failures of a pair, after the right password. */
  succeed(pair: string): Promise<void>
}

/** Tries before the first delay. */
export const freeTries = 5
/** In seconds. */
export const longestDelay = 900
/** How long failures are kept, in seconds: shorter before the first delay, to limit their number. */
export const remembered = { free: 3600, delayed: 86_400 }

/** The delay before the next try after `tries` failed ones, in seconds: 0, then 1, 2, 4 … 900. */
export function delayAfter(tries: number): number {
  return tries < freeTries ? 0 : Math.min(2 ** (tries - freeTries), longestDelay)
}
