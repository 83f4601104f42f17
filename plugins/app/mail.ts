import { randomUUID } from 'node:crypto'
import { isIPv6 } from 'node:net'
import fp from 'fastify-plugin'
import type { Kysely } from 'kysely'
import type { Database } from '../../src/database/schema.js'
import { createMailWorker } from '../../src/mail/mail-worker.js'
import { countMails, enqueueMail, type NewMail } from '../../src/mail/outbox.js'

declare module 'fastify' {
  interface FastifyInstance {
    mail: {
      /** Adds a mail to the outbox, in the transaction of the change that causes it. */
      enqueue(db: Kysely<Database>, mail: NewMail): Promise<void>
      /**
       * To be called after the commit. Reads the outbox soon, but not before the response is sent.
       */
      wake(): void
    }
  }
}

/** The timeout for the delivery of one mail, in milliseconds. */
const sendTimeout = 30_000
/** How long running deliveries may still take when the service closes, in milliseconds. */
const closeTimeout = 5000

/** The outbox, and the worker that delivers its mails. */
export default fp(
  async (app) => {
    const { db, clock, config } = app
    const { HOST, PORT } = config.settings

    function linkBase(): string {
      const address = app.server.address()
      const port = typeof address === 'object' && address !== null ? address.port : PORT
      return config.linkBase || `http://${isIPv6(HOST) ? `[${HOST}]` : HOST}:${port}`
    }

    const deliverDue = createMailWorker({
      db,
      clock,
      uuid: randomUUID,
      sign: app.tokens.sign,
      linkBase,
      send: app.mailTransport.send,
      sendTimeout,
      onEvents: app.audit.log,
      log: app.log
    })

    let isClosing = false
    const abort = new AbortController()
    app.addHook('preClose', async () => {
      isClosing = true
      setTimeout(() => abort.abort(new Error('the service is closing')), closeTimeout).unref()
    })
    const lookNow = app.background('sending mails', null, () =>
      deliverDue(() => isClosing, abort.signal)
    )
    app.pulse.onRead(({ hasDueMails }) => {
      if (hasDueMails) lookNow()
    })

    app.metrics?.gauge({
      name: 'starwars_mails_waiting',
      help: 'Mails in the queue, due or not',
      read: () => countMails(db)
    })
    app.decorate('mail', {
      enqueue: (db, mail) => enqueueMail(db, mail, clock()),
      wake() {
        setImmediate(() => {
          if (!isClosing) lookNow()
        })
      }
    })
  },
  {
    name: 'mail',
    dependencies: [
      'config',
      'clock',
      'metrics',
      'database',
      'migrations',
      'jobs',
      'audit',
      'pulse',
      'auth',
      'mail-transport'
    ]
  }
)
