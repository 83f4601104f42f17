import type { Stage } from './stage.js'

/** A fault, and what there is to see of it. */
export interface Drill<S extends Stage = Stage> {
  readonly name: string
  /** What has to be there before the fault strikes. */
  prepare?(stage: S): Promise<void>
  /**
   * Brings the fault about and takes it away again, while the load goes on.
   *
   * @returns the fault's own evidence: that it really was there
   * @throws Error where the fault did not come about, or something beside the usual went wrong
   */
  fault(stage: S): Promise<string>
  /** What the set lost must come back: with the guarantee switched off revoked tokens are accepted. */
  readonly losesData?: true
  /** Short enough for `npm test`. */
  readonly isQuick?: true
  /** What may be refused while the fault lasts: a clock that is wrong makes good tokens invalid. */
  readonly mayRefuse?: true
  /** No token may be answered 503 meanwhile: only the database is gone. */
  readonly keepsReading?: true
  /** Instances are ended in it: connections to them break. */
  readonly endsInstances?: true
  /** Longest that a secured answer may take, in milliseconds; half a second unless it says so. */
  readonly slowest?: number
}

/** Drills that are played one after another on the same stage. */
export interface Play<S extends Stage = Stage> {
  readonly name: string
  /** @param swaps stand-ins for modules of the service, beside those that every stage has */
  open(swaps: readonly string[]): Promise<S>
  /** The stand-ins that switch the guarantee off. */
  readonly unguarded: readonly string[]
  readonly drills: readonly Drill<S>[]
}
