/** Too many tasks are waiting to be run in a reasonable time. */
export class QueueFullError extends Error {
  constructor() {
    super('too many tasks are waiting')
    this.name = 'QueueFullError'
  }
}

/**
 * Runs tasks a few at a time, in the order of their arrival.
 *
 * @param concurrency how many run at once
 * @param maxWaiting how many may wait; further ones are rejected with QueueFullError
 */
export function createBoundedQueue(concurrency: number, maxWaiting: number) {
  const waiting: (() => void)[] = []
  let running = 0
  return async function run<Result>(task: () => Promise<Result>): Promise<Result> {
    if (running < concurrency) running++
    else if (waiting.length >= maxWaiting) throw new QueueFullError()
    // A finished task passes its slot to the next waiting one, so that a new task cannot overtake.
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
