import type { Kysely, Selectable } from 'kysely'
import { insertionOrder } from '../database/insertion-order.js'
import type { Database, MailTable } from '../database/schema.js'
import type { TemplateData, TemplateName } from './templates.js'

export type QueuedMail = Selectable<MailTable>

/** A mail to be sent: its recipient, its template and the template's data. */
export type NewMail = {
  readonly [Name in TemplateName]: {
    readonly recipient: string
    readonly template: Name
    readonly data: TemplateData[Name]
  }
}[TemplateName]

/**
 * Adds a mail to the outbox, in the transaction of the act that causes it: it is sent only if that
 * transaction commits.
 *
 * @param now in seconds since the epoch
 */
export async function enqueueMail(db: Kysely<Database>, mail: NewMail, now: number): Promise<void> {
  const { recipient, template, data } = mail
  const at = Math.floor(now)
  await db
    .insertInto('mails')
    .values({
      recipient,
      template,
      data: JSON.stringify(data),
      created_at: at,
      tries: 0,
      next_try_at: at
    })
    .execute()
}

/**
 * Claims mails that are due, so that no other process sends them. A claim counts as a try. The mail is
 * due again after the lease, in case this process dies before it sends the mail.
 *
 * @param now in seconds since the epoch
 * @param lease how long no other process claims the mails, in seconds
 */
export async function claimMails(
  db: Kysely<Database>,
  now: number,
  options: { readonly limit: number; readonly lease: number }
): Promise<QueuedMail[]> {
  const due = await db
    .selectFrom('mails')
    .selectAll()
    .where('next_try_at', '<=', Math.floor(now))
    .orderBy('next_try_at')
    .orderBy(insertionOrder('mails'))
    .limit(options.limit)
    .execute()
  const claimed: QueuedMail[] = []
  for (const mail of due) {
    const changes = {
      tries: mail.tries + 1,
      next_try_at: Math.floor(now) + options.lease
    }
    const { numUpdatedRows } = await db
      .updateTable('mails')
      .set(changes)
      .where('id', '=', mail.id)
      .where('tries', '=', mail.tries)
      .executeTakeFirstOrThrow()
    if (numUpdatedRows > 0n) claimed.push({ ...mail, ...changes })
  }
  return claimed
}

/** Sets when a claimed mail is retried. @param at in seconds since the epoch */
export async function postponeMail(
  db: Kysely<Database>,
  { id, tries }: QueuedMail,
  at: number
): Promise<void> {
  await db
    .updateTable('mails')
    .set({ next_try_at: Math.floor(at) })
    .where('id', '=', id)
    .where('tries', '=', tries)
    .execute()
}

export async function deleteMail(db: Kysely<Database>, { id }: QueuedMail): Promise<void> {
  await db.deleteFrom('mails').where('id', '=', id).execute()
}

/** How many mails are queued, due or not. */
export async function countMails(db: Kysely<Database>): Promise<number> {
  const { count } = await db
    .selectFrom('mails')
    .select((row) => row.fn.countAll().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}
