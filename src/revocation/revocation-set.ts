/** The ids that revoke a token: its own (`sub`) and, where it belongs to one, its session's. */
export interface TokenIds {
  readonly sub: string
  readonly sid?: string
}

/** The end of a token or a session. */
export interface Revocation {
  readonly id: string
  /** A token's id is in the bucket of its session, so that one command checks both. */
  readonly bucket: string
  /** When the entry can be deleted, in seconds since the epoch: every token it covers has expired then. */
  readonly until: number
}

/** The set of revoked ids. It fails closed: without it no token is accepted. Entries expire. */
export interface RevocationSet {
  /**
   * Whether the token or its session is revoked. Returns without a promise where it can: a promise
   * costs a turn of the event loop on every request.
   *
   * @throws Problem `service-unavailable`, also by rejection
   */
  isRevoked(token: TokenIds): boolean | Promise<boolean>
  /**
   * Publishes revocations. Resolves once no instance accepts them.
   *
   * @throws Problem `service-unavailable`, by rejection: then they are published or not
   */
  revoke(revocations: readonly Revocation[]): Promise<void>
  /**
   * Checks that the set can be read.
   *
   * @returns whether it takes revocations, too
   * @throws Problem `service-unavailable`, by rejection, saying why it does not answer
   */
  probe(): Promise<boolean>
}
