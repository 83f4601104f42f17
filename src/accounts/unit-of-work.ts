import type { Kysely } from 'kysely'
import type { Database } from '../database/schema.js'
import { inTransaction } from '../database/transaction.js'
import { enqueueMail, type NewMail } from '../mail/outbox.js'
import type { Mark } from '../revocation/mark.js'
import { recordRevocations } from '../revocation/record.js'
import { countRevocations } from '../revocation/recorded-mark.js'
import type { Revocation } from '../revocation/revocation-set.js'
import type { Clock } from '../tokens/claims.js'
import { type AccountEvent, insertEvent } from './store/events.js'

/** One act on accounts. It writes everything in one transaction. */
export interface UnitOfWork {
  readonly trx: Kysely<Database>
  /** Writes an event. */
  record(event: AccountEvent): Promise<void>
  /** Queues a mail. */
  enqueue(mail: NewMail): Promise<void>
  /** Records revocations; they are published after the commit. */
  revoke(revocations: readonly Revocation[]): Promise<void>
  /** Publishes, after the commit, revocations that an earlier act recorded and may not have published. */
  republish(revocations: readonly Revocation[]): void
}

/**
 * Runs an act in a transaction, publishes its revocations after the commit, and wakes the mail worker.
 * Resolves only then: no instance accepts the revoked tokens any more.
 *
 * @param act may run twice, if its transaction conflicts with another one. It must have no effect
 * outside the unit of work
 * @throws Problem `service-unavailable` if the revocations are recorded but not published yet
 */
export type Commit = <Result>(act: (unit: UnitOfWork) => Promise<Result>) => Promise<Result>

interface Outbox {
  enqueue(trx: Kysely<Database>, mail: NewMail): Promise<void>
  /** Wakes the mail worker. */
  wake(): void
}

const withoutWorker = (clock: Clock): Outbox => ({
  enqueue: (trx, mail) => enqueueMail(trx, mail, clock()),
  wake() {}
})

interface CommitDependencies {
  readonly db: Kysely<Database>
  readonly clock: Clock
  /** Left out by operator commands: the serving process finds their mails by itself. */
  readonly mail?: Outbox
  /** Called after the commit with the written events. Left out by operator commands, which have no log. */
  readonly onEvents?: (events: readonly AccountEvent[]) => void
  /** Resolves once no instance accepts the revoked tokens. */
  readonly publish: (revocations: readonly Revocation[], reached?: Mark) => Promise<void>
  /** @throws Problem `service-unavailable` while the database must not be changed */
  readonly requireCurrent?: () => void
  /**
   * Called before the commit of an act that revokes.
   *
   * @param before some counts of the database, as they were before the act
   * @throws Problem `service-unavailable` if the database turns out to be behind its mark
   */
  readonly requireCounted?: (before: Mark) => void
}

export function createCommit(dependencies: CommitDependencies): Commit {
  const {
    db,
    clock,
    mail = withoutWorker(dependencies.clock),
    onEvents,
    publish,
    requireCurrent,
    requireCounted
  } = dependencies
  return async (act) => {
    requireCurrent?.()
    const { result, revocations, reached, events, hasMail } = await inTransaction(
      db,
      async (trx) => {
        const revocations: Revocation[] = []
        const recorded: Revocation[] = []
        const events: AccountEvent[] = []
        let hasMail = false
        const result = await act({
          trx,
          async record(event) {
            await insertEvent(trx, event, clock())
            events.push(event)
          },
          async enqueue(one) {
            await mail.enqueue(trx, one)
            hasMail = true
          },
          async revoke(more) {
            await recordRevocations(trx, more)
            revocations.push(...more)
            recorded.push(...more)
          },
          republish: (more) => void revocations.push(...more)
        })
        const [first, ...rest] = recorded
        const counted = first && (await countRevocations(trx, [first, ...rest], clock()))
        if (counted) requireCounted?.(counted.before)
        return { result, revocations, reached: counted?.reached, events, hasMail }
      }
    )
    onEvents?.(events)
    await publish(revocations, reached)
    if (hasMail) mail.wake()
    return result
  }
}
