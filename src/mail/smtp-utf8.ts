import SMTPConnection from 'nodemailer/lib/smtp-connection'

type Options = ConstructorParameters<typeof SMTPConnection>[0]

/** Whether an address requires SMTPUTF8 (RFC 6531 §3.3). A domain does not: it has an ASCII form. */
export function needsSmtpUtf8(address: string): boolean {
  return /[^\0-\x7f]/.test(address.slice(0, address.lastIndexOf('@')))
}

/** An error like nodemailer's for a recipient that the server rejects permanently. */
function refusal(): Error {
  const message =
    'the address of the recipient has non-ASCII characters, but the mail server does not support SMTPUTF8'
  return Object.assign(new Error(message), { code: 'EENVELOPE' })
}

/**
 * Checks that the server supports SMTPUTF8, before a mail that requires it is sent. Nodemailer sends the
 * bytes without SMTPUTF8, too, and a server may truncate them or deliver to another mailbox.
 *
 * @throws an `EENVELOPE` error if the server does not support SMTPUTF8; any connection error
 */
export function checkSmtpUtf8(options: Options, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const connection = new SMTPConnection(options)
    const settle = (error?: unknown) => {
      signal.removeEventListener('abort', abort)
      if (error) reject(error)
      else resolve()
      // After settling: closing emits `end`, which would reject.
      connection.close()
    }
    const abort = () => settle(signal.reason)
    connection.on('error', settle)
    connection.once('end', () => settle(new Error('the mail server closed the connection')))
    signal.addEventListener('abort', abort)
    if (signal.aborted) return abort()
    connection.connect(() => {
      // Nodemailer exposes the extensions to custom login handlers only.
      const { _supportedExtensions: extensions } = connection as unknown as {
        readonly _supportedExtensions: readonly string[]
      }
      settle(extensions.includes('SMTPUTF8') ? undefined : refusal())
    })
  })
}
