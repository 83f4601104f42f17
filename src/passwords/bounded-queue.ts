/** There are more tasks waiting than can be done in reasonable time. */
export class QueueFullError extends Error {
  constructor() {
    super('too many tasks are waiting')
    this.name = 'QueueFullError'
  }
}

/**
 * Runs tasks a few at a time, in the order they came.
 *
 * @param concurrency how many run at once
 * @param maxWaiting how many may wait; one more is refused with QueueFullError
 */
export function createBoundedQueue(concurrency: number, maxWaiting: number) {
  const waiting: (() => void)[] = []
  let running = 0
  return async function run<Result>(task: () => Promise<Result>): Promise<Result> {
    if (running < concurrency) running++
    else if (waiting.length >= maxWaiting) throw new QueueFullError()
    // Whoever ends hands its place on: nobody who comes meanwhile overtakes.
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await task()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}
