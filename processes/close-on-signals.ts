import closeWithGrace from 'close-with-grace'

export type SkippedEvents = NonNullable<closeWithGrace.Options['skip']>

interface Log {
  info(details: object, message: string): void
  error(...details: unknown[]): void
  fatal(details: object, message: string): void
}

interface Acts {
  /** Resolves when the process may close after a SIGTERM. An abort of the signal ends the wait. */
  leave(skipped: AbortSignal): Promise<void>
  /** Resolves when all is closed. */
  close(): Promise<void>
}

interface CloseOptions {
  /** How long closing may take, in milliseconds. Then the process ends with status 1. */
  readonly delay?: number
  /** Events that do not close the process. */
  readonly skip?: SkippedEvents
}

/** Both act only once. */
export interface Closing {
  /** Leaves, then closes, as after SIGTERM. */
  leave(): void
  /** Closes without leaving, or ends leaving. */
  close(): void
}

/** How long running requests may take to finish when the process closes, in milliseconds. */
export const graceDelay = 10_000

/**
 * Closes the process on a signal or an unexpected error. SIGTERM first leaves; a second one, and all
 * other signals, close at once. A further signal ends the process.
 */
export function closeOnSignals(
  log: Log,
  acts: Acts,
  { delay = graceDelay, skip = [] }: CloseOptions = {}
): Closing {
  const skipped = new AbortController()
  let isLeaving = false
  let isClosing = false
  let received: NodeJS.Signals | undefined
  const grace = closeWithGrace(
    { delay, skip: [...skip, 'SIGTERM'], logger: log },
    async ({ signal = received, err }) => {
      isClosing = true
      skipped.abort()
      if (err) log.fatal({ err }, 'closing after an unexpected error')
      else log.info({ signal }, 'closing')
      await acts.close()
    }
  )

  function close(): void {
    if (!isClosing) grace.close()
  }

  function leave(): void {
    if (isLeaving || isClosing) return
    isLeaving = true
    acts.leave(skipped.signal).then(close)
  }

  if (!skip.includes('SIGTERM')) {
    process.on('SIGTERM', (signal) => {
      if (isClosing) {
        log.error(`second ${signal}, exiting`)
        process.exit(1)
      }
      received = signal
      if (isLeaving) close()
      else leave()
    })
  }
  return { leave, close }
}
