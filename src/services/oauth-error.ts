import type { ProblemCode } from '../problems/catalogue.js'

interface OAuthProblem {
  readonly status: 400 | 401
  readonly error: 'invalid_request' | 'invalid_client'
}

const invalidRequest: OAuthProblem = { status: 400, error: 'invalid_request' }

/** What OAuth has its own words for (RFC 6749 §5.2); the rest is told as a problem document. */
export const oauthProblems: Readonly<Partial<Record<ProblemCode, OAuthProblem>>> = {
  'validation-failed': invalidRequest,
  'json-unreadable': invalidRequest,
  'unsupported-media-type': invalidRequest,
  'credentials-invalid': { status: 401, error: 'invalid_client' }
}

/** All that the grammar of RFC 6749 §5.2 allows in a description. */
export const describable = (text: string) =>
  text.replace(/["\\]/g, "'").replace(/[^\x20-\x7e]/g, '?')
