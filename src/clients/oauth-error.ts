import { type ProblemCode, problems } from '../problems/catalogue.js'

/** The OAuth errors that the token routes return (RFC 6749 §5.2). */
export const oauthErrors = {
  invalid_request: {
    status: 400,
    meaning: 'The body is not a valid form, or the form has no `token`'
  },
  invalid_client: { status: 401, meaning: 'No client has this name and this secret' }
} as const

export type OAuthErrorCode = keyof typeof oauthErrors
export const oauthErrorCodes = Object.keys(oauthErrors) as OAuthErrorCode[]

/** The error of OAuth for a problem; undefined where OAuth has none. */
export const oauthErrorOf = (code: ProblemCode): OAuthErrorCode | undefined => problems[code].oauth

/** Replaces the characters that an `error_description` must not contain (RFC 6749 §5.2). */
export const describable = (text: string) =>
  text.replace(/["\\]/g, "'").replace(/[^\x20-\x7e]/g, '?')
