import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fp from 'fastify-plugin'
import { makeOwnDirectory } from '../../src/config/file-modes.js'
import type { Mailbox } from '../../src/mail/address.js'
import type { Letter } from '../../src/mail/mail-worker.js'

declare module 'fastify' {
  interface FastifyInstance {
    mailTransport: {
      /** Sends a mail. Rejects if that fails, and when the signal aborts. */
      send(letter: Letter, signal: AbortSignal): Promise<void>
      /**
       * Whether the mail server has accepted the last connection; null before the first mail, and
       * without a mail server.
       */
      isUp(): boolean | null
    }
  }
}

/** The timeouts for a silent mail server, in milliseconds. */
const timeouts = {
  dnsTimeout: 5_000,
  connectionTimeout: 5_000,
  greetingTimeout: 10_000,
  socketTimeout: 20_000
}

/** The sender of mails that are only written to files. */
const developer: Mailbox = { name: 'starwars-api', address: 'starwars-api@localhost' }

/** The members used of an error of nodemailer. */
interface SmtpError {
  readonly code?: string
  /** The code of the server's response. */
  readonly responseCode?: number
}

/** Passes addresses as objects: in a text, a comma would split one address into two. */
function messageOf({ id, createdAt, recipient, subject, text, html }: Letter, from: Mailbox) {
  return {
    from,
    to: { name: '', address: recipient },
    subject,
    text,
    html,
    date: new Date(createdAt * 1000),
    messageId: `<${id}@${from.address.split('@')[1]}>`,
    // Prevents automatic replies, such as holiday notices (RFC 3834 §5).
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true
  }
}

/**
 * Sends mails to the server of `SMTP_URL`. Without one, writes each mail to a file and logs its
 * link.
 */
export default fp(
  async (app) => {
    const { smtp, sender, settings } = app.config
    const from = sender ?? developer

    if (smtp !== null) {
      const { default: nodemailer } = await import('nodemailer')
      const { checkSmtpUtf8, needsSmtpUtf8 } = await import('../../src/mail/smtp-utf8.js')
      const options = { ...smtp, ...timeouts }
      const transport = nodemailer.createTransport(options)
      let isUp: boolean | null = null
      async function send(letter: Letter, signal: AbortSignal): Promise<void> {
        if (needsSmtpUtf8(letter.recipient)) await checkSmtpUtf8(options, signal)
        await transport.sendMail({ ...messageOf(letter, from), signal })
      }
      app.decorate('mailTransport', {
        async send(letter, signal) {
          try {
            await send(letter, signal)
            isUp = true
          } catch (error) {
            const { code, responseCode } = error as SmtpError
            // A refusal of a mail or its recipient is a response of a server that is up.
            isUp = responseCode !== undefined && code !== 'EAUTH'
            throw error
          }
        },
        isUp: () => isUp
      })
      return
    }

    const outbox = join(settings.DATA_DIR, 'outbox')
    app.decorate('mailTransport', {
      async send(letter) {
        // Loaded with the first mail: most runs during development send none.
        const { default: nodemailer } = await import('nodemailer')
        const composer = nodemailer.createTransport({ streamTransport: true, buffer: true })
        const { message } = await composer.sendMail(messageOf(letter, from))
        const time = new Date(letter.createdAt * 1000).toISOString().replaceAll(':', '-')
        const file = join(outbox, `${time}-${letter.id}.eml`)
        const { recipient, subject, text, link } = letter
        makeOwnDirectory(outbox)
        await writeFile(file, message, { mode: 0o600 })
        // Also as plain text: the encoding of mails breaks links in two.
        await writeFile(file.replace(/eml$/, 'txt'), text, { mode: 0o600 })
        // The only place that logs a token on purpose: without a mail server, only the developer
        // gets the link.
        app.log.info({ recipient, link, file }, `mail: ${subject}`)
      },
      isUp: () => null
    })
  },
  { name: 'mail-transport', dependencies: ['config'] }
)
