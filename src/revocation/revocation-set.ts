/** The ids that revoke a token: its own (`sub`) and, where it belongs to one, its session's. */
export interface TokenIds {
  readonly sub: string
  readonly sid?: string
}

/** An id that no longer opens anything. */
export interface Revocation {
  readonly id: string
  /** Where it lies: a token's id lies where its session's does, so that one command asks for both. */
  readonly bucket: string
  /** When it stops counting, in seconds since the epoch: no token it covers is alive by then. */
  readonly until: number
}

/**
 * The set of revoked ids. It fails closed: what cannot be asked is not answered.
 * Of an id nothing is known but whether it is in the set; entries end by themselves.
 */
export interface RevocationSet {
  /**
   * Whether the token or its session is revoked. Answers at once where it can: a promise costs a
   * turn of the event loop on every request.
   *
   * @throws Problem `service-unavailable`, also by rejection
   */
  isRevoked(token: TokenIds): boolean | Promise<boolean>
  /**
   * Puts revocations in force. When it resolves, they are so everywhere.
   *
   * @throws Problem `service-unavailable`, by rejection: then they may be in force or not
   */
  revoke(revocations: readonly Revocation[]): Promise<void>
  /**
   * Sees that the set answers just now.
   *
   * @returns whether it takes revocations, too
   * @throws Problem `service-unavailable`, by rejection, saying why it does not answer
   */
  probe(): Promise<boolean>
}
