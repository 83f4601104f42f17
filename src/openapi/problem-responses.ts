import { byStatus, completeDetail, type ProblemCode } from '../problems/catalogue.js'
import { problem, problemDocument } from '../problems/problem.js'

const exampleRequestId = '1a5f2d0e-6c1b-4f6e-9d6a-2f8a7c1f0b3d'

export interface ProblemResponse {
  readonly description: string
  readonly content: object
}

/** Returns the media type object of a problem document, with its possible codes. */
function documentOf(codes: readonly ProblemCode[], basePath: string) {
  return {
    schema: {
      allOf: [
        { $ref: 'Problem#' },
        { type: 'object', properties: { code: { type: 'string', enum: codes } } }
      ]
    },
    examples: Object.fromEntries(
      codes.map((code) => [
        code,
        { value: problemDocument(problem(code), exampleRequestId, basePath) }
      ])
    )
  }
}

/**
 * Returns the error responses of an operation: one for each status, with its possible codes.
 *
 * @param toldByDocument the problems that are returned as a problem document (RFC 9457)
 * @param toldByPage those that are returned as an HTML page
 * @param basePath the path of the public URL, or an empty string
 */
export function problemResponses(
  toldByDocument: readonly ProblemCode[],
  toldByPage: readonly ProblemCode[] = [],
  basePath = ''
): Record<string, ProblemResponse> {
  const [documents, pages] = [byStatus(toldByDocument), byStatus(toldByPage)]
  const all = byStatus([...toldByDocument, ...toldByPage])
  const responses = [...all].map(([status, codes]) => {
    const group = documents.get(status)
    return [
      status,
      {
        description: codes.map((code) => `\`${code}\`: ${completeDetail(code)}`).join('\n\n'),
        content: {
          ...(group && { 'application/problem+json': documentOf(group, basePath) }),
          ...(pages.has(status) && { 'text/html': { schema: { type: 'string' } } })
        }
      }
    ]
  })
  return Object.fromEntries(responses)
}
