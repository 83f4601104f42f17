import type { Kysely } from 'kysely'
import { type AccountEvent, insertEvent } from '../accounts/store/events.js'
import { findUserByEmail } from '../accounts/store/users.js'
import type { Database } from '../database/schema.js'
import { inTransaction } from '../database/transaction.js'
import { withoutTokens } from '../log/redact.js'
import { type Clock, hasExpired } from '../tokens/claims.js'
import { IssueError, type UnsignedToken } from '../tokens/issue.js'
import type { TokenKind } from '../tokens/kinds.js'
import { isMailAddress } from './address.js'
import { claimMails, deleteMail, postponeMail, type QueuedMail } from './outbox.js'
import { renderMail } from './render.js'
import { delayAfter, isRefusal } from './retries.js'
import { isTemplateName, type MailContent, templates } from './templates.js'

/** A rendered mail, as the transport sends it. */
export interface Letter {
  /** The same at every try, so that duplicates can be recognised. */
  readonly id: string
  /** In seconds since the epoch. */
  readonly createdAt: number
  readonly recipient: string
  readonly subject: string
  readonly text: string
  readonly html: string
  /** The link in the mail, if there is one. */
  readonly link?: string
}

export interface MailWorkerOptions {
  readonly db: Kysely<Database>
  readonly clock: Clock
  readonly uuid: () => string
  readonly sign: (token: UnsignedToken) => string
  /** The beginning of each link, without a trailing slash. */
  readonly linkBase: () => string
  /** Rejects if the mail cannot be sent, and when the signal aborts. */
  readonly send: (letter: Letter, signal: AbortSignal) => Promise<void>
  /** The timeout for sending one mail, in milliseconds. */
  readonly sendTimeout: number
  /** Called with each written event. */
  readonly onEvents: (events: readonly AccountEvent[]) => void
  readonly log: Record<'warn' | 'error', (details: object, message: string) => void>
}

/** How many mails are sent at once. */
const batch = 5
/** How much longer than `sendTimeout` the lease on a mail lasts, in seconds. */
const leaseMargin = 30

/** The path of the page that uses each kind of one-time token. */
const pages: Readonly<Partial<Record<TokenKind, string>>> = {
  email: '/users/v1/email_verification',
  password: '/users/v1/password_change'
}

/** A mail cannot be sent, and a retry cannot help. */
class Undeliverable extends Error {}

/** Creates the mail worker. @returns a function that sends all due mails */
export function createMailWorker(options: MailWorkerOptions) {
  const { db, clock, uuid, sign, linkBase, send, sendTimeout, onEvents, log } = options
  const lease = Math.ceil(sendTimeout / 1000) + leaseMargin

  function linkOf(token: UnsignedToken): string {
    if (hasExpired(token.claims, clock()))
      throw new Undeliverable('the link in the mail has expired')
    try {
      return `${linkBase()}${pages[token.kind]}?token=${sign(token)}`
    } catch (error) {
      if (error instanceof IssueError) throw new Undeliverable(error.message)
      throw error
    }
  }

  /** @throws Undeliverable */
  function write({ id, created_at, recipient, template, data }: QueuedMail): Letter {
    if (!isMailAddress(recipient)) throw new Undeliverable('the recipient is not a valid address')
    if (!isTemplateName(template)) throw new Undeliverable(`there is no template "${template}"`)
    const given: { readonly token?: UnsignedToken } = JSON.parse(data)
    const content = (templates[template] as (data: unknown) => MailContent)(given)
    const link = given.token && linkOf(given.token)
    return {
      id: `${created_at}.${id}`,
      createdAt: created_at,
      recipient,
      ...renderMail(content, link),
      ...(link && { link })
    }
  }

  /** Combines the signals by hand: Node 20 may garbage-collect the timeout signal in `AbortSignal.any`. */
  async function handOver(letter: Letter, signal: AbortSignal): Promise<void> {
    const giveUp = new AbortController()
    const abort = () => giveUp.abort(signal.reason)
    const timer = setTimeout(() => giveUp.abort(new Error('timeout')), sendTimeout)
    signal.addEventListener('abort', abort)
    if (signal.aborted) abort()
    try {
      await send(letter, giveUp.signal)
    } catch (error) {
      throw giveUp.signal.aborted ? giveUp.signal.reason : error
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
    }
  }

  /** Deletes a mail that is not retried, and records that among its user's events. */
  async function giveUp(mail: QueuedMail, error: unknown): Promise<void> {
    const { template, tries, recipient, data } = mail
    const { token }: { readonly token?: UnsignedToken } = JSON.parse(data)
    const { responseCode } = error as { responseCode?: number }
    const event = await inTransaction(db, async (trx) => {
      const userId = token?.claims.user_id ?? (await findUserByEmail(trx, recipient))?.id ?? null
      const reason = isRefusal(error) ? 'refused' : 'given-up'
      const event: AccountEvent = {
        type: 'mail-failed',
        outcome: 'failure',
        userId,
        request: { ip: '', id: uuid() },
        detail: { template, tries, reason, ...(responseCode && { smtp_code: responseCode }) }
      }
      await insertEvent(trx, event, clock())
      await deleteMail(trx, mail)
      return event
    })
    onEvents([event])
  }

  /** @returns whether the mail has left the outbox: sent or given up */
  async function deliver(mail: QueuedMail, signal: AbortSignal): Promise<boolean> {
    const { id, template, tries, recipient } = mail
    try {
      await handOver(write(mail), signal)
    } catch (error) {
      const isHopeless = error instanceof Undeliverable
      const { message } = error as Error
      // Servers repeat the recipient in their messages, filters the content. Neither may be logged.
      const reason = isHopeless
        ? message
        : withoutTokens(message.replaceAll(recipient, '[recipient]'))
      const now = clock()
      const delay = isHopeless ? null : delayAfter(error, mail, now)
      if (delay !== null) {
        // Logs also if the database is unavailable.
        await postponeMail(db, mail, now + delay).finally(() =>
          log.warn(
            { mail: id, template, tries, reason },
            `mail not sent; the next try is in ${delay} s`
          )
        )
        return false
      }
      log.error({ mail: id, template, tries, reason }, 'mail discarded')
      await giveUp(mail, error)
      return true
    }
    await deleteMail(db, mail)
    return true
  }

  /**
   * Sends all mails that are due, one batch at a time. Stops after a batch with a mail to retry, because
   * the mail server may be down.
   *
   * @param isClosing checked before each batch
   * @param signal aborts the mails that are being sent
   */
  return async function deliverDue(isClosing: () => boolean, signal: AbortSignal): Promise<void> {
    let goesOn = true
    while (goesOn && !isClosing()) {
      const mails = await claimMails(db, clock(), { limit: batch, lease })
      const delivered = await Promise.all(mails.map((mail) => deliver(mail, signal)))
      goesOn = mails.length > 0 && delivered.every(Boolean)
    }
  }
}
