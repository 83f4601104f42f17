/** What HTML forms and OAuth send, and a body parser of ours reads. */
export const formType = 'application/x-www-form-urlencoded'

/** Whether a Content-Type is that of an HTML form, with whatever parameters (RFC 9110 §8.3.1). */
export function isForm(contentType: string | undefined): boolean {
  return contentType?.split(';', 1)[0]?.trim().toLowerCase() === formType
}
