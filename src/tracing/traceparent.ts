/**
 * `version-traceId-parentId-flags` in lower-case hex digits. A later version may append more members
 * (W3C Trace Context §3.2, https://www.w3.org/TR/trace-context/).
 */
const syntax = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?$/
const isZero = /^0+$/

/**
 * Returns the trace id of a `traceparent` header, or undefined for an invalid one, which must be
 * ignored. Node joins repeated headers with a comma, so they are invalid, too.
 */
export function traceIdOf(traceparent: unknown): string | undefined {
  const [, version, traceId = '', parentId = '', more] = syntax.exec(String(traceparent)) ?? []
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) {
    return undefined
  }
  return isZero.test(traceId) || isZero.test(parentId) ? undefined : traceId
}
