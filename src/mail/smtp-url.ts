import { hasPlainPort, isLoopback } from '../config/address-rules.js'
import { percentDecode } from '../config/percent-decode.js'

/** A mail server, in the words of nodemailer. */
export interface SmtpServer {
  readonly host: string
  /** Left out: 465 for `smtps`, else 587. */
  readonly port?: number
  /** TLS from the first byte (RFC 8314 §3.3), else STARTTLS. */
  readonly secure: boolean
  /** Nobody listens in on the loopback, and few servers there have a certificate. */
  readonly ignoreTLS: boolean
  /** A password is never sent in plain text. */
  readonly requireTLS: boolean
  readonly auth?: { readonly user: string; readonly pass: string }
}

/** Reads `smtp[s]://[user:password@]host[:port]`. @returns null where it is anything else */
export function parseSmtpUrl(text: string): SmtpServer | null {
  if (!URL.canParse(text) || !hasPlainPort(text)) return null
  const { protocol, hostname, port, username, password, pathname, search, hash } = new URL(text)
  const user = percentDecode(username)
  const pass = percentDecode(password)
  // Nobody decodes the host of such a URL.
  const isOfSmtp = ['smtp:', 'smtps:'].includes(protocol) && /^[^%]+$/.test(hostname)
  if (!isOfSmtp || !['', '/'].includes(pathname) || search || hash) return null
  if (user === null || pass === null || (user === '') !== (pass === '')) return null
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  return {
    host,
    ...(port && { port: Number(port) }),
    secure: protocol === 'smtps:',
    ignoreTLS: isLoopback(host),
    requireTLS: user !== '' && !isLoopback(host),
    ...(user && { auth: { user, pass } })
  }
}
