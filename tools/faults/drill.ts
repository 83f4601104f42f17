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
   * @throws Error if the fault did not take effect, or if a check of the drill failed
   */
  fault(deployment: S): Promise<string>
  /** The fault deletes data of the set. Without the guarantee, the service accepts revoked tokens. */
  readonly losesData?: true
  /** `--quick` runs this drill. */
  readonly isQuick?: true
  /** Valid tokens may be rejected during the fault: a wrong clock makes them invalid. */
  readonly mayRejectValid?: true
  /** Reads must not return 503 during the fault: only the database is unavailable. */
  readonly keepsReading?: true
  /** The drill ends instances, so connections to them break. */
  readonly endsInstances?: true
  /** The maximum time of a secured response, in milliseconds; 500 by default. */
  readonly maxResponseTime?: number
}

/** Drills that run one after another on the same deployment. */
export interface Suite<S extends Deployment = Deployment> {
  readonly name: string
  /** @param overrides modules of the service to replace, in addition to those of every deployment */
  open(overrides: readonly string[]): Promise<S>
  /** The overrides that disable the protection against lost data. */
  readonly withoutGuarantee: readonly string[]
  readonly drills: readonly Drill<S>[]
}
