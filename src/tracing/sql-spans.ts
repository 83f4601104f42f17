import { context, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api'
import type { QueryFacts } from '../database/open-database.js'

/** The first word of a query, for the name of its span. */
const operation = /^\s*(\w+)/

/**
 * Makes a span of a query that a request has caused, after its end. The text contains placeholders
 * instead of values.
 *
 * @param seconds the duration of the query
 */
export function traceQuery(
  tracer: Tracer,
  { sql, hasFailed }: QueryFacts,
  { system, seconds }: { readonly system: 'postgresql' | 'sqlite'; readonly seconds: number }
): void {
  if (trace.getSpan(context.active()) === undefined) return
  const now = Date.now()
  const [, word] = operation.exec(sql) as unknown as readonly [string, string]
  const name = word.toUpperCase()
  const span = tracer.startSpan(name, {
    kind: SpanKind.CLIENT,
    startTime: now - seconds * 1000,
    attributes: { 'db.system.name': system, 'db.operation.name': name, 'db.query.text': sql }
  })
  if (hasFailed) span.setStatus({ code: SpanStatusCode.ERROR })
  span.end(now)
}
