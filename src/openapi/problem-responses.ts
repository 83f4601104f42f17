import { byStatus, type ProblemCode, problems } from '../problems/catalogue.js'
import { problem, problemDocument } from '../problems/problem.js'

const exampleRequestId = '1a5f2d0e-6c1b-4f6e-9d6a-2f8a7c1f0b3d'

const headerDescriptions: Readonly<Record<string, string>> = {
  'www-authenticate': 'The challenge (RFC 6750 §3)',
  'retry-after': 'Seconds to wait',
  allow: 'The methods this URL answers to'
}

function headersOf(codes: readonly ProblemCode[]) {
  const names = new Set(codes.flatMap((code) => Object.keys(problems[code].headers ?? {})))
  if (names.size === 0) return {}
  const headers = [...names].map((name) => [
    name,
    { type: 'string', description: headerDescriptions[name] }
  ])
  return { headers: Object.fromEntries(headers) }
}

export interface ProblemResponse {
  readonly description: string
  readonly content: object
}

/** The error responses of an operation: one for each status, with the codes it can carry. */
export function problemResponses(codes: readonly ProblemCode[]): Record<string, ProblemResponse> {
  const responses = [...byStatus(codes)].map(([status, group]) => [
    status,
    {
      description: group.map((code) => `\`${code}\`: ${problems[code].detail}`).join('\n\n'),
      ...headersOf(group),
      content: {
        'application/problem+json': {
          schema: {
            allOf: [
              { $ref: 'Problem#' },
              { type: 'object', properties: { code: { type: 'string', enum: group } } }
            ]
          },
          examples: Object.fromEntries(
            group.map((code) => [code, { value: problemDocument(problem(code), exampleRequestId) }])
          )
        }
      }
    }
  ])
  return Object.fromEntries(responses)
}
