import { type Static, Type } from '@sinclair/typebox'
import { type OAuthErrorCode, oauthErrorCodes } from '../src/clients/oauth-error.js'
import { RoleSchema, UserIdSchema } from './account.js'

const closed = { additionalProperties: false } as const

/** A form. Unknown members are ignored (RFC 6749 §3.2). */
export const TokenFormSchema = Type.Object(
  {
    token: Type.String({ minLength: 1, description: 'The token to introspect or revoke' }),
    token_type_hint: Type.Optional(
      Type.String({
        description: 'Ignored: the service reads the kind from the token itself',
        examples: ['access_token']
      })
    )
  },
  { additionalProperties: true }
)

const IntrospectionSchema = Type.Object(
  {
    active: Type.Boolean({ description: 'Whether the token is valid now', examples: [true] }),
    kind: Type.Optional(
      Type.Unsafe<'access' | 'refresh'>({
        type: 'string',
        enum: ['access', 'refresh'],
        description:
          'An access token gives access to the secured routes; a refresh token can only be exchanged for a new pair, or log out',
        examples: ['access']
      })
    ),
    scope: Type.Optional(
      Type.String({ description: 'The role of the token', examples: ['basic'] })
    ),
    token_type: Type.Optional(
      Type.Literal('Bearer', { description: 'Only for access tokens', examples: ['Bearer'] })
    ),
    iss: Type.Optional(Type.String({ examples: ['fathat.org'] })),
    sub: Type.Optional(Type.String({ format: 'uuid', description: "The token's id" })),
    sid: Type.Optional(
      Type.String({
        format: 'uuid',
        description: "The id of the token's session, if it belongs to one"
      })
    ),
    iat: Type.Optional(Type.Number({ examples: [1795435200] })),
    exp: Type.Optional(Type.Number({ examples: [1795471200] })),
    user_id: Type.Optional(UserIdSchema),
    access_role: Type.Optional(RoleSchema)
  },
  {
    $id: 'Introspection',
    ...closed,
    description:
      'The state and claims of a token (RFC 7662 §2.2). If the token is not valid, only `active` is present.',
    examples: [{ active: false }]
  }
)
export type IntrospectionView = Static<typeof IntrospectionSchema>

const OAuthErrorSchema = Type.Object(
  {
    error: Type.Unsafe<OAuthErrorCode>({
      type: 'string',
      enum: oauthErrorCodes,
      examples: ['invalid_request']
    }),
    error_description: Type.Optional(Type.String({ examples: ['token: required'] }))
  },
  { $id: 'OAuthError', ...closed, description: "An error in OAuth's format (RFC 6749 §5.2)" }
)

export const tokenServiceSchemas = [IntrospectionSchema, OAuthErrorSchema]
