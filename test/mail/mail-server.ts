import { text } from 'node:stream/consumers'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import type { Test } from 'tap'
import { type ReadMessage, readMessage } from './read-message.js'

export interface Received extends ReadMessage {
  readonly from: string
  readonly to: readonly string[]
}

export interface Refusal {
  readonly code: number
  readonly at: 'recipient' | 'message'
}

/** A real mail server on a port of the loopback. It stops with the test. */
export class MailServer {
  readonly received: Received[] = []
  /** The rejection of the next mails. */
  refusal: Refusal | undefined
  /** The number of RCPT TO commands. */
  attempts = 0
  port = 0
  readonly #options: SMTPServerOptions
  #server: SMTPServer | undefined

  constructor(t: Test, options: SMTPServerOptions = {}) {
    this.#options = options
    t.teardown(() => this.stop())
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`
  }

  /** The settings of a service that uses this server. */
  get env(): Record<string, string> {
    return { SMTP_URL: this.url, MAIL_FROM: 'Star Wars <api@example.org>' }
  }

  #refuse(at: Refusal['at']): Error | null {
    if (this.refusal?.at !== at) return null
    return Object.assign(new Error('refused'), { responseCode: this.refusal.code })
  }

  /** Uses the previous port again, if any. */
  async start(): Promise<this> {
    const server = new SMTPServer({
      authOptional: true,
      hideSTARTTLS: true,
      closeTimeout: 100,
      onRcptTo: (_address, _session, done) => {
        this.attempts++
        done(this.#refuse('recipient'))
      },
      onData: async (stream, { envelope }, done) => {
        const message = readMessage(await text(stream))
        const refused = this.#refuse('message')
        if (refused) return done(refused)
        this.received.push({
          ...message,
          from: envelope.mailFrom ? envelope.mailFrom.address : '',
          to: envelope.rcptTo.map(({ address }) => address)
        })
        done()
      },
      ...this.#options
    })
    server.on('error', () => {})
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve))
    this.port = (server.server.address() as { port: number }).port
    this.#server = server
    return this
  }

  async stop(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    if (server) await new Promise<void>((resolve) => server.close(resolve))
  }
}

export const startMailServer = (t: Test, options?: SMTPServerOptions) =>
  new MailServer(t, options).start()
