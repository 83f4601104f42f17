import { constants } from 'node:os'

/** Whatever ends this process, nothing that it started stays behind: that is ended at its exit. */
export function endWithSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => process.exit(128 + constants.signals[signal]))
  }
}
