/**
 * Growing delays on failed logins. They are kept for each pair of account and network, so that a
 * stranger elsewhere cannot lock an owner out.
 */
export interface LoginDelays {
  /**
   * Counts a try as failed before its password is looked at: many at once would all pass otherwise.
   *
   * @returns 0, or how long the pair must wait, in seconds: then the try was not counted
   */
  begin(pair: string): Promise<number>
  /** Forgets the pair's failures: the password was right. */
  succeed(pair: string): Promise<void>
}

/** Tries before the first delay. */
export const freeTries = 5
/** In seconds. */
export const longestDelay = 900
/** How long failures are remembered, in seconds: short while there is no delay, which bounds their number. */
export const remembered = { free: 3600, delayed: 86_400 }

/** How long the next try must wait after so many failed ones, in seconds: 1, 2, 4 … 900. */
export function delayAfter(tries: number): number {
  return tries < freeTries ? 0 : Math.min(2 ** (tries - freeTries), longestDelay)
}
