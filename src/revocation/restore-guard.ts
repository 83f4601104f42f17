import { problem } from '../problems/problem.js'
import { highestOf, isAhead, isBehind, type Mark, type MarkStore } from './mark.js'

/** What the operator must do, in the log and in `/readyz`. */
export const restoreRemedy =
  'the database lacks revocations that were confirmed earlier: it was restored from a backup, or is another database. Run "npm run admin -- tokens-valid-from now"; until then all secured requests return 503'

interface RestoreGuardDependencies {
  readonly store: Pick<MarkStore, 'read'>
  /** Is called when the mark must be raised to what the database has recorded. */
  readonly onAhead: (recorded: Mark) => void
  /** Is called when the database turns out to be behind, and when it no longer is. */
  readonly onChange: (isBehind: boolean) => void
}

/**
 * Detects a database that was restored from a backup. Until the first comparison, and while the
 * database is behind the mark, it refuses to serve.
 */
export function createRestoreGuard({ store, onAhead, onChange }: RestoreGuardDependencies) {
  /** The highest numbers that were read: a store that loses them does not end the refusal. */
  let mark: Mark | undefined
  let state: 'unknown' | 'current' | 'behind' = 'unknown'

  return {
    /** Reads the mark. The database must be read afterwards: it is never behind at that time. */
    async readMark(): Promise<void> {
      mark = highestOf(await store.read(), mark ?? {})
    },
    /** Compares the database with the mark that was last read. */
    compare(recorded: Mark): void {
      if (mark === undefined) return
      const wasBehind = state === 'behind'
      state = isBehind(recorded, mark) ? 'behind' : 'current'
      if (wasBehind !== (state === 'behind')) onChange(!wasBehind)
      if (state === 'current' && isAhead(recorded, mark)) onAhead(recorded)
    },
    /** @throws Problem `service-unavailable` unless the database is known to have all revocations */
    requireCurrent(): void {
      if (state === 'current') return
      const detail =
        state === 'behind'
          ? `database-restored: ${restoreRemedy}`
          : 'database-unchecked: the service has not been able to read the mark of its revocations; its log has the reason'
      throw problem('service-unavailable', { detail })
    }
  }
}
