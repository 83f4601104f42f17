import { tracingChannel } from 'node:diagnostics_channel'
import {
  context,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace
} from '@opentelemetry/api'

/** The members used of what the Redis client publishes for each command. The arguments are not. */
interface CommandEvent {
  readonly command: string
  readonly serverAddress: string
  readonly serverPort: number
  span?: Span
}

/**
 * Makes a span of each Redis command that a request causes. Commands of background jobs have none:
 * an idle instance would send some every second.
 */
export function traceRedis(tracer: Tracer): void {
  tracingChannel<'ioredis:command', CommandEvent>('ioredis:command').subscribe({
    start(event) {
      if (trace.getSpan(context.active()) === undefined) return
      const { command, serverAddress, serverPort } = event
      event.span = tracer.startSpan(command.toUpperCase(), {
        kind: SpanKind.CLIENT,
        attributes: {
          'db.system.name': 'redis',
          'db.operation.name': command.toUpperCase(),
          'server.address': serverAddress,
          'server.port': serverPort
        }
      })
    },
    error: ({ span }) => span?.setStatus({ code: SpanStatusCode.ERROR }),
    end() {},
    asyncStart() {},
    asyncEnd: ({ span }) => span?.end()
  })
}
