/** The media type of HTML forms and OAuth requests. The service has its own body parser for it. */
export const formType = 'application/x-www-form-urlencoded'

/** Whether a Content-Type is that of an HTML form, with any parameters (RFC 9110 §8.3.1). */
export function isForm(contentType: string | undefined): boolean {
  return contentType?.split(';', 1)[0]?.trim().toLowerCase() === formType
}
