import type { ProblemCode } from '../problems/catalogue.js'

/** The errors of OAuth that are answered here (RFC 6749 §5.2). */
export const oauthErrors = {
  invalid_request: { status: 400, meaning: 'The form has no token, or is no form' },
  invalid_client: { status: 401, meaning: 'No service has this name and this secret' }
} as const

export type OAuthErrorCode = keyof typeof oauthErrors
export const oauthErrorCodes = Object.keys(oauthErrors) as OAuthErrorCode[]

/** What OAuth has its own words for; the rest is told as a problem document. */
const errorsOfProblems: Readonly<Partial<Record<ProblemCode, OAuthErrorCode>>> = {
  'validation-failed': 'invalid_request',
  'json-unreadable': 'invalid_request',
  'unsupported-media-type': 'invalid_request',
  'credentials-invalid': 'invalid_client'
}

export const oauthErrorOf = (code: ProblemCode): OAuthErrorCode | undefined =>
  errorsOfProblems[code]

/** All that the grammar allows in a description. */
export const describable = (text: string) =>
  text.replace(/["\\]/g, "'").replace(/[^\x20-\x7e]/g, '?')
