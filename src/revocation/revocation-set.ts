/** The ids that revoke a token: its own (`sub`) and that of its session (`sid`), if it has one. */
export interface TokenIds {
  readonly sub: string
  readonly sid?: string
}

/** A token to be checked. */
export interface CheckedToken extends TokenIds {
  /** When it was issued, in seconds since the epoch. */
  readonly iat: number
}

/** The end of a token or a session. */
export interface Revocation {
  readonly id: string
  /** A token's id is in the bucket of its session, so that one command checks both. */
  readonly bucket: string
  /**
   * When the entry can be deleted, in seconds since the epoch: all tokens that it covers have
   * expired.
   */
  readonly until: number
}

/** The set of revoked ids. It fails closed: without it no token is accepted. Entries expire. */
export interface RevocationSet {
  /**
   * Whether the token or its session is revoked, or a cut-off refuses it. Returns no promise where possible: a promise costs
   * a turn of the event loop on every request.
   *
   * @throws Problem `service-unavailable`, also by rejection
   */
  isRevoked(token: CheckedToken): boolean | Promise<boolean>
  /**
   * Publishes revocations. Resolves when no instance accepts the revoked tokens.
   *
   * @throws Problem `service-unavailable`, by rejection: the revocations may be published or not
   */
  revoke(revocations: readonly Revocation[]): Promise<void>
  /**
   * Checks that the set can be read.
   *
   * @returns whether the set can be written, too
   * @throws Problem `service-unavailable`, by rejection, with the reason
   */
  probe(): Promise<boolean>
}
