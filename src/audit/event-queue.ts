import type { EventRow } from '../accounts/store/events.js'

interface QueueOptions {
  /** Writes a batch, all of it or nothing. */
  write(rows: readonly EventRow[]): Promise<void>
  /** How many events wait at most. A new one replaces the oldest. */
  readonly capacity?: number
}

/** How many events one statement writes. */
const batchSize = 100
const maxWaiting = 1000

/** Events that wait until the database accepts them. Their order stays. */
export function createEventQueue({ write, capacity = maxWaiting }: QueueOptions) {
  const waiting: EventRow[] = []
  let dropped = 0
  let running: Promise<void> | undefined

  function dropOldest(): void {
    const excess = waiting.length - capacity
    if (excess <= 0) return
    waiting.splice(0, excess)
    dropped += excess
  }

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, batchSize)
      try {
        await write(batch)
      } catch (error) {
        waiting.unshift(...batch)
        dropOldest()
        throw error
      }
    }
  }

  return {
    add(row: EventRow): void {
      waiting.push(row)
      dropOldest()
    },
    /** Writes all waiting events. A call during a run joins it. @throws what `write` throws */
    flush(): Promise<void> {
      running ??= writeAll().finally(() => {
        running = undefined
      })
      return running
    },
    /** Returns how many events were dropped since the last call. */
    takeDropped(): number {
      const count = dropped
      dropped = 0
      return count
    }
  }
}
