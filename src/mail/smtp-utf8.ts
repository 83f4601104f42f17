import SMTPConnection from 'nodemailer/lib/smtp-connection'

type Options = ConstructorParameters<typeof SMTPConnection>[0]

/** Whether only a server with SMTPUTF8 can take it (RFC 6531 §3.3); a domain has its ASCII form. */
export function needsSmtpUtf8(address: string): boolean {
  return /[^\0-\x7f]/.test(address.slice(0, address.lastIndexOf('@')))
}

/** What nodemailer throws where a server refuses the recipient for good. */
function refusal(): Error {
  const message =
    'the mail server has no SMTPUTF8, which a recipient with non-ASCII characters needs'
  return Object.assign(new Error(message), { code: 'EENVELOPE' })
}

/**
 * Asks the server before such a mail is sent: without SMTPUTF8 nodemailer sends the bytes all the
 * same, and a server may cut them or take them for another mailbox.
 *
 * @throws a refusal where the server has no SMTPUTF8; whatever keeps it from being asked
 */
export function checkSmtpUtf8(options: Options, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const connection = new SMTPConnection(options)
    const settle = (error?: unknown) => {
      signal.removeEventListener('abort', abort)
      if (error) reject(error)
      else resolve()
      // Settled first: it says itself that it has ended.
      connection.close()
    }
    const abort = () => settle(signal.reason)
    connection.on('error', settle)
    connection.once('end', () => settle(new Error('the mail server closed the connection')))
    signal.addEventListener('abort', abort)
    if (signal.aborted) return abort()
    connection.connect(() => {
      // Nodemailer shows it to handlers of logins only.
      const { _supportedExtensions: extensions } = connection as unknown as {
        readonly _supportedExtensions: readonly string[]
      }
      settle(extensions.includes('SMTPUTF8') ? undefined : refusal())
    })
  })
}
