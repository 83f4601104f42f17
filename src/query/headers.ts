import type { IncomingHttpHeaders } from 'node:http'

/** The media type of HTML forms and OAuth requests. The service has its own body parser for it. */
export const formType = 'application/x-www-form-urlencoded'

/** Whether a Content-Type is that of an HTML form, with any parameters (RFC 9110 §8.3.1). */
export function isForm(contentType: string | undefined): boolean {
  return contentType?.split(';', 1)[0]?.trim().toLowerCase() === formType
}

/** Whether a request has a body (RFC 9112 §6.3). The body may arrive much later than the headers. */
export function hasBody(headers: IncomingHttpHeaders): boolean {
  const length = headers['content-length']
  return headers['transfer-encoding'] !== undefined || (length !== undefined && Number(length) > 0)
}

/**
 * Returns every value of a header, one for each line. Node's `headers` object may keep only the first.
 *
 * @param rawHeaders names and values alternately, as Node received them
 * @param name in lower case
 */
export function valuesOf(rawHeaders: readonly string[], name: string): string[] {
  const values: string[] = []
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const found = rawHeaders[i] as string
    if (found.length === name.length && found.toLowerCase() === name) {
      values.push(rawHeaders[i + 1] as string)
    }
  }
  return values
}
