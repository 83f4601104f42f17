import type { Kysely } from 'kysely'
import { insertEvent } from '../accounts/store/events.js'
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

/** A mail as it is handed over. */
export interface Letter {
  /** The same at every try: who gets it twice can tell. */
  readonly id: string
  /** In seconds since the epoch. */
  readonly createdAt: number
  readonly recipient: string
  readonly subject: string
  readonly text: string
  readonly html: string
  /** What it asks to follow. */
  readonly link?: string
}

export interface MailWorkerOptions {
  readonly db: Kysely<Database>
  readonly clock: Clock
  readonly uuid: () => string
  readonly sign: (token: UnsignedToken) => string
  /** What links begin with, without a slash at the end. */
  readonly linkBase: () => string
  /** Rejects where the mail could not be handed over, and when the signal aborts. */
  readonly send: (letter: Letter, signal: AbortSignal) => Promise<void>
  /** How long handing one over may take, in milliseconds. */
  readonly sendTimeout: number
  readonly log: Record<'warn' | 'error', (details: object, message: string) => void>
}

/** How many are sent at once. */
const batch = 5
/** How much longer than it may be handed over a mail is nobody else's, in seconds. */
const leaseMargin = 30

/** Where each kind of mailed token is used. */
const pages: Readonly<Partial<Record<TokenKind, string>>> = {
  email: '/users/v1/email_verification',
  password: '/users/v1/password_change'
}

/** Why a mail is not sent at all. */
class Undeliverable extends Error {}

/** Makes what empties the outbox. */
export function createMailWorker(options: MailWorkerOptions) {
  const { db, clock, uuid, sign, linkBase, send, sendTimeout, log } = options
  const lease = Math.ceil(sendTimeout / 1000) + leaseMargin

  function linkOf(token: UnsignedToken): string {
    if (hasExpired(token.claims, clock())) throw new Undeliverable('its link has expired')
    try {
      return `${linkBase()}${pages[token.kind]}?token=${sign(token)}`
    } catch (error) {
      if (error instanceof IssueError) throw new Undeliverable(error.message)
      throw error
    }
  }

  /** @throws Undeliverable */
  function write({ id, created_at, recipient, template, data }: QueuedMail): Letter {
    if (!isMailAddress(recipient)) throw new Undeliverable('its recipient is no address')
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

  /** A signal of its own: Node 20 may collect those that `AbortSignal.any` joins, and their time with them. */
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

  /** Deletes a mail that is not sent any more, and writes that down where its user's events are. */
  async function giveUp(mail: QueuedMail, error: unknown): Promise<void> {
    const { template, tries, recipient, data } = mail
    const { token }: { readonly token?: UnsignedToken } = JSON.parse(data)
    const { responseCode } = error as { responseCode?: number }
    await inTransaction(db, async (trx) => {
      const userId = token?.claims.user_id ?? (await findUserByEmail(trx, recipient))?.id ?? null
      const reason = isRefusal(error) ? 'refused' : 'given-up'
      await insertEvent(
        trx,
        {
          type: 'mail-failed',
          outcome: 'failure',
          userId,
          request: { ip: '', id: uuid() },
          detail: { template, tries, reason, ...(responseCode && { smtp_code: responseCode }) }
        },
        clock()
      )
      await deleteMail(trx, mail)
    })
  }

  /** @returns whether it is out of the way */
  async function deliver(mail: QueuedMail, signal: AbortSignal): Promise<boolean> {
    const { id, template, tries, recipient } = mail
    try {
      await handOver(write(mail), signal)
    } catch (error) {
      const isHopeless = error instanceof Undeliverable
      const { message } = error as Error
      // Servers like to repeat whom they refuse, and filters what; the log does not.
      const reason = isHopeless
        ? message
        : withoutTokens(message.replaceAll(recipient, '[recipient]'))
      const now = clock()
      const delay = isHopeless ? null : delayAfter(error, mail, now)
      if (delay !== null) {
        // Also where the database takes nothing just now.
        await postponeMail(db, mail, now + delay).finally(() =>
          log.warn({ mail: id, template, tries, reason }, `mail not sent, again in ${delay} s`)
        )
        return false
      }
      log.error({ mail: id, template, tries, reason }, 'mail given up')
      await giveUp(mail, error)
      return true
    }
    await deleteMail(db, mail)
    return true
  }

  /**
   * Sends all mails that are due, a few at once; stops at the first failure, for the server may be
   * in trouble.
   *
   * @param isClosing asked before each batch
   * @param signal aborts what is being handed over
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
