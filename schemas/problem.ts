import { Type } from '@sinclair/typebox'
import { problemCodes } from '../src/problems/catalogue.js'

export const ProblemSchema = Type.Object(
  {
    type: Type.String({
      format: 'uri-reference',
      description: 'The URL of a page that explains the code',
      examples: ['/problems/token-missing']
    }),
    title: Type.String({ examples: ['No token'] }),
    status: Type.Integer({ minimum: 400, maximum: 599, examples: [401] }),
    detail: Type.String({ examples: ['No authorization token provided'] }),
    code: Type.String({
      enum: problemCodes,
      description: 'The stable code of the problem; clients should depend on this member alone',
      examples: ['token-missing']
    }),
    instance: Type.String({
      format: 'uri',
      description: "`urn:uuid:` and the request's id, as in `X-Request-Id` and the log",
      examples: ['urn:uuid:1a5f2d0e-6c1b-4f6e-9d6a-2f8a7c1f0b3d']
    }),
    errors: Type.Optional(
      Type.Array(
        Type.Object(
          {
            path: Type.String({ examples: ['options[charakters]'] }),
            message: Type.String({ examples: ['unknown; allowed: characters, planets'] })
          },
          { additionalProperties: false }
        ),
        { description: 'Only with `validation-failed`: each invalid input, and what is allowed' }
      )
    )
  },
  {
    $id: 'Problem',
    additionalProperties: false,
    description: 'A problem document (RFC 9457) with a stable `code`'
  }
)

export const ProblemParamsSchema = Type.Object({
  code: Type.String({ description: "The problem's code", examples: ['token-expired'] })
})
