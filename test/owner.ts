/** An object that closes resources at its end: a test, or a program. */
export interface Owner {
  teardown(act: () => unknown): void
}

/** The owner in a program without tests. It closes the last opened resource first. */
export class Closer implements Owner {
  readonly #acts: (() => unknown)[] = []

  teardown(act: () => unknown): void {
    this.#acts.push(act)
  }

  async close(): Promise<void> {
    for (const act of this.#acts.splice(0).reverse()) await act()
  }
}
