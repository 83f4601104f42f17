import closeWithGrace from 'close-with-grace'

export type SkippedEvents = NonNullable<closeWithGrace.Options['skip']>

interface Log {
  info(details: object, message: string): void
  error(...details: unknown[]): void
  fatal(details: object, message: string): void
}

interface CloseOptions {
  /** How long closing may take, in milliseconds. Then the process ends with status 1. */
  readonly delay?: number
  /** Events that do not close the process. */
  readonly skip?: SkippedEvents
}

/** How long running requests may take to finish after SIGTERM, in milliseconds. */
export const graceDelay = 10_000

/**
 * Closes the process on a signal or an unexpected error. A second signal ends it at once.
 *
 * @param act resolves when all is closed
 * @returns closes without a signal
 */
export function closeOnSignals(
  log: Log,
  act: () => Promise<void>,
  { delay = graceDelay, skip = [] }: CloseOptions = {}
): () => void {
  const { close } = closeWithGrace({ delay, skip, logger: log }, async ({ signal, err }) => {
    if (err) log.fatal({ err }, 'closing after an unexpected error')
    else log.info({ signal }, 'closing')
    await act()
  })
  return close
}
