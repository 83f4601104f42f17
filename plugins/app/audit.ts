import { normalizeIP } from '@fastify/rate-limit'
import fp from 'fastify-plugin'
import { presentFacts } from '../../src/accounts/admin-views.js'
import {
  type AccountEvent,
  type EventRow,
  eventRow,
  insertEvents
} from '../../src/accounts/store/events.js'
import { createEventQueue } from '../../src/audit/event-queue.js'
import { createKeyedHash } from '../../src/audit/keyed-hash.js'
import { createSampler } from '../../src/audit/sampler.js'
import { withTimeout } from '../../src/database/with-timeout.js'
import { ipv6Prefix } from '../../src/throttling/policies.js'

declare module 'fastify' {
  interface FastifyInstance {
    audit: {
      /**
       * Records a failure: after the response, in a batch with others. Never throws, and takes as
       * long for a known as for an unknown user. Of a flood it records samples and counts.
       */
      record(event: AccountEvent): void
      /** Logs events that a transaction has written. To be called after the commit. */
      log(events: readonly AccountEvent[]): void
      /** Writes what this process has recorded. Resolves also if the database does not accept it. */
      flush(): Promise<void>
      /** The keyed hash of an address or a name that may belong to nobody. */
      hash(text: string): string
    }
  }
}

/** How often counts and events that the database did not accept are written, in milliseconds. */
const interval = 1000
/** How long the last batch may take when the service closes, in milliseconds. */
const closeTimeout = 2000

/** The events of failures, and the log lines of all events. */
export default fp(
  async (app) => {
    const { db, clock, config, log } = app
    const queue = createEventQueue({ write: (rows) => insertEvents(db, rows) })
    const sampler = createSampler()

    const logRow = (row: EventRow) => log.info({ event: presentFacts(row) }, 'event')

    function enqueue(event: AccountEvent): void {
      const row = eventRow(event, clock())
      logRow(row)
      queue.add(row)
    }

    async function flush(): Promise<void> {
      sampler.ended(clock()).forEach(enqueue)
      await queue.flush()
      const dropped = queue.takeDropped()
      if (dropped > 0) log.warn({ dropped }, 'events are missing in the database')
    }

    const writeNow = app.background('writing events', interval, flush)
    // Runs before the hook of the background job.
    app.addHook('onClose', async () => {
      sampler.end().forEach(enqueue)
      await withTimeout(flush(), closeTimeout).catch(() => {})
    })

    app.decorate('audit', {
      record(event) {
        const { type, request } = event
        const network = normalizeIP(request.ip, ipv6Prefix)
        if (!sampler.admit({ type, network, request, now: clock() })) return
        enqueue(event)
        // After the response, which is sent in this turn of the event loop. Events that are recorded
        // during a write are the next batch.
        setImmediate(writeNow)
      },
      log(events) {
        for (const event of events) logRow(eventRow(event, clock()))
      },
      flush: () => flush().catch(() => {}),
      // The secret of no other program: other services may have that of access tokens.
      hash: createKeyedHash(config.keyring.email[0].secret)
    })
  },
  {
    name: 'audit',
    dependencies: ['config', 'clock', 'database', 'migrations', 'jobs']
  }
)
