import type { Test } from 'tap'
import type { NewMail } from '../../src/mail/outbox.js'
import type { TokenKind } from '../../src/tokens/kinds.js'
import { noon } from '../helper.js'
import { captureLog } from '../log/capture-log.js'

/** The application, its log, and a clock that advances only with `pass`. */
export async function buildMailApp(t: Test, env: Record<string, string> = {}) {
  let now = noon
  const { server, lines } = await captureLog(t, 'info', undefined, { env, clock: () => now })
  const { mail, db, tokens } = server
  return {
    server,
    db,
    /** The log lines about mails. */
    lines: () => lines().filter(({ msg }) => /mail/.test(msg)),
    async send(one: NewMail) {
      await mail.enqueue(db, one)
      mail.wake()
    },
    /** Advances the clock and wakes the mail worker. */
    pass(seconds: number) {
      now += seconds
      mail.wake()
    },
    token: (kind: TokenKind = 'email') =>
      tokens.prepare({
        kind,
        userId: 7,
        role: 'basic',
        ...(kind === 'email' && { email: 'rey@example.org' })
      }),
    outbox: () => db.selectFrom('mails').selectAll().orderBy('id').execute()
  }
}

export const recipient = 'rey@example.org'
export const notice: NewMail = { recipient, template: 'address-taken', data: {} }
