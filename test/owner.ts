/** Whoever opens something names here how it is closed again: a test, or a program of its own. */
export interface Owner {
  teardown(act: () => unknown): void
}

/** The owner where there is no test: closes the last opened first. */
export class Closer implements Owner {
  readonly #acts: (() => unknown)[] = []

  teardown(act: () => unknown): void {
    this.#acts.push(act)
  }

  async close(): Promise<void> {
    for (const act of this.#acts.splice(0).reverse()) await act()
  }
}
