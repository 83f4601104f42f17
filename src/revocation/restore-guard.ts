import { problem } from '../problems/problem.js'
import { highestOf, isAhead, isBehind, type Mark, type MarkStore } from './mark.js'

/** What the operator must do, in the log and in `/readyz`. */
export const restoreRemedy =
  'the database lacks revocations that were confirmed earlier: it was restored from a backup, or is another database. Run "npm run admin -- tokens-valid-from now"; until then all secured requests return 503'

interface RestoreGuardDependencies {
  readonly store: Pick<MarkStore, 'read'>
  /** Is called when the mark in the store must be raised: to what the database has recorded, or was read earlier. */
  readonly onLower: (mark: Mark) => void
  /** Is called when the database turns out to be behind, and when it no longer is. */
  readonly onChange: (isBehind: boolean) => void
}

/**
 * Detects a database that was restored from a backup. Until the first comparison, and while the
 * database is behind the mark, it refuses to serve.
 */
export function createRestoreGuard({ store, onLower, onChange }: RestoreGuardDependencies) {
  let kept: Mark = {}
  /** The highest numbers that were read: a store that loses them does not end the refusal. */
  let mark: Mark | undefined
  let state: 'unknown' | 'current' | 'behind' = 'unknown'

  function change(next: 'current' | 'behind'): void {
    const wasBehind = state === 'behind'
    state = next
    if (wasBehind !== (next === 'behind')) onChange(!wasBehind)
  }

  /** @throws Problem `service-unavailable` unless the database is known to have all revocations */
  function requireCurrent(): void {
    if (state === 'current') return
    const detail =
      state === 'behind'
        ? `database-restored: ${restoreRemedy}`
        : 'database-unchecked: the service has not been able to read the mark of its revocations; its log has the reason'
    throw problem('service-unavailable', { detail })
  }

  return {
    /** Reads the mark. The database must be read afterwards: it is never behind at that time. */
    async readMark(): Promise<void> {
      kept = await store.read()
      mark = highestOf(kept, mark ?? {})
    },
    /** Compares the database with the mark that was last read. */
    compare(recorded: Mark): void {
      if (mark === undefined) return
      change(isBehind(recorded, mark) ? 'behind' : 'current')
      // A database that is behind may be another one, whose other numbers mean nothing. A store that has lost
      // its data gets back what this instance remembers: commands and new instances know only the store.
      const reached = state === 'behind' ? mark : highestOf(recorded, mark)
      if (isAhead(reached, kept)) onLower(reached)
    },
    requireCurrent,
    /**
     * Checks an act that has counted its revocations, before it is committed. If the database was
     * restored after the last comparison, such acts would raise it to the mark, and nothing would
     * ever show the loss.
     *
     * @param before some numbers of the database, as they were before the act
     * @throws Problem `service-unavailable`
     */
    requireCounted(before: Mark): void {
      if (mark !== undefined && isBehind({ ...mark, ...before }, mark)) change('behind')
      requireCurrent()
    }
  }
}
