import { oauthErrorCodes, oauthErrors } from '../clients/oauth-error.js'
import type { ProblemResponse } from './problem-responses.js'

/** Adds OAuth's own errors (RFC 6749 §5.2) to the documented responses of a route that returns them. */
export function withOAuthErrors(
  responses: Record<string, ProblemResponse>
): Record<string, ProblemResponse> {
  const entries = Object.entries(responses).map(([status, response]) => {
    const codes = oauthErrorCodes.filter((code) => String(oauthErrors[code].status) === status)
    if (codes.length === 0) return [status, response]
    const meanings = codes.map((code) => `\`${code}\`: ${oauthErrors[code].meaning}`)
    const examples = codes.map((error) => [error, { value: { error } }])
    const schema = {
      allOf: [
        { $ref: 'OAuthError#' },
        { type: 'object', properties: { error: { type: 'string', enum: codes } } }
      ]
    }
    const media = { schema, examples: Object.fromEntries(examples) }
    return [
      status,
      {
        ...response,
        description: [...meanings, response.description].join('\n\n'),
        content: { 'application/json': media, ...response.content }
      }
    ]
  })
  return Object.fromEntries(entries)
}
