import type { Deployment } from './deployment.js'

/** A fault, and its permitted effects. */
export interface Drill<S extends Deployment = Deployment> {
  readonly name: string
  /** Sets up the conditions that the fault requires. */
  prepare?(deployment: S): Promise<void>
  /**
   * Causes the fault and removes it again, while the load continues.
   *
   * @returns evidence that the fault took effect
   * @throws Error if the fault did not take effect, or a check of the drill's own failed
   */
  fault(deployment: S): Promise<string>
  /** The set loses data, which the service must restore: otherwise it accepts revoked tokens. */
  readonly losesData?: true
  /** Short enough for `npm test`. */
  readonly isQuick?: true
  /** Good tokens may be refused while the fault lasts: a wrong clock makes them invalid. */
  readonly mayRefuse?: true
  /** Reads must not return 503 meanwhile: only the database is unavailable. */
  readonly keepsReading?: true
  /** The drill ends instances, so connections to them break. */
  readonly endsInstances?: true
  /** The maximum time of a secured response, in milliseconds; 500 by default. */
  readonly slowest?: number
}

/** Drills that are results one after another on the same deployment. */
export interface Suite<S extends Deployment = Deployment> {
  readonly name: string
  /** @param overrides overrides for modules of the service, in addition to those of every deployment */
  open(overrides: readonly string[]): Promise<S>
  /** The overrides that disable the guarantee. */
  readonly unprotected: readonly string[]
  readonly drills: readonly Drill<S>[]
}
