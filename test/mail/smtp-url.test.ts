import t from 'tap'
import { parseSmtpUrl } from '../../src/mail/smtp-url.js'

const remote = { ignoreTLS: false, requireTLS: false }

const table: Record<string, object> = {
  'smtp://mail.example': { host: 'mail.example', secure: false, ...remote },
  'smtps://mail.example:2465/': { host: 'mail.example', port: 2465, secure: true, ...remote },
  'smtp://us%40er:p%3Aw@mail.example:25': {
    host: 'mail.example',
    port: 25,
    secure: false,
    ignoreTLS: false,
    requireTLS: true,
    auth: { user: 'us@er', pass: 'p:w' }
  },
  'smtp://u:p@localhost:25': {
    host: 'localhost',
    port: 25,
    secure: false,
    ignoreTLS: true,
    requireTLS: false,
    auth: { user: 'u', pass: 'p' }
  },
  'smtp://[::1]:1025': {
    host: '::1',
    port: 1025,
    secure: false,
    ignoreTLS: true,
    requireTLS: false
  }
}

for (const [url, server] of Object.entries(table)) {
  t.test(`${url} is parsed`, async (t) => t.strictSame(parseSmtpUrl(url), server))
}
