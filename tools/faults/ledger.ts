/** A token whose revocation the service has acknowledged. */
export interface RevokedToken {
  readonly kind: 'access' | 'refresh'
  readonly bytes: string
}

/** Every token whose revocation the service has acknowledged. */
export class Ledger {
  readonly #tokens: RevokedToken[] = []
  #next = 0
  #turn = 0

  get size(): number {
    return this.#tokens.length
  }

  get tokens(): readonly RevokedToken[] {
    return this.#tokens
  }

  add(...tokens: RevokedToken[]): void {
    this.#tokens.push(...tokens)
  }

  /** Returns each token in turn; every second call returns one of the newest, which a fault loses first. */
  next(): RevokedToken | undefined {
    const { length } = this.#tokens
    if (length === 0) return undefined
    if (this.#turn++ % 2 === 0) {
      const newest = Math.min(length, 40)
      return this.#tokens[length - 1 - Math.floor(Math.random() * newest)]
    }
    return this.#tokens[this.#next++ % length]
  }

  clear(): void {
    this.#tokens.length = 0
  }
}
