import { hasPlainPort, isLoopback } from '../config/address-rules.js'
import { percentDecode } from '../config/percent-decode.js'

/** A mail server, as nodemailer's options. */
export interface SmtpServer {
  readonly host: string
  /** Default: 465 for `smtps`, else 587. */
  readonly port?: number
  /** TLS from the first byte (RFC 8314 §3.3), else STARTTLS. */
  readonly secure: boolean
  /** True on loopback: traffic there cannot be intercepted, and few servers there have a certificate. */
  readonly ignoreTLS: boolean
  /** True with a password, which is never sent in plain text, except on loopback. */
  readonly requireTLS: boolean
  readonly auth?: { readonly user: string; readonly pass: string }
}

/** Parses `smtp[s]://[user:password@]host[:port]`. @returns null for anything else */
export function parseSmtpUrl(text: string): SmtpServer | null {
  if (!URL.canParse(text) || !hasPlainPort(text)) return null
  const { protocol, hostname, port, username, password, pathname, search, hash } = new URL(text)
  const user = percentDecode(username)
  const pass = percentDecode(password)
  // The URL parser does not percent-decode the host of an `smtp` URL.
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
