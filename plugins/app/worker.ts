import fp from 'fastify-plugin'

/** This process as one of several on the same port. */
export interface Worker {
  /** From 1 on. A replacement has a new number. */
  readonly number: number
  /** Whether all workers of the parent have been ready once. */
  haveAllStarted(): boolean
  /** Receives the function that returns the metrics of this process. The parent serves them. */
  onScrape(read: () => Promise<object[]>): void
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Null if this process serves alone (`WORKERS=1`). */
    worker: Worker | null
  }
}

/** The role of this process among the workers of its parent. */
export default fp<{ worker?: Worker }>(
  async (app, { worker = null }) => {
    app.decorate('worker', worker)
  },
  { name: 'worker' }
)
