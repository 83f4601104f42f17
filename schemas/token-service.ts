import { type Static, Type } from '@sinclair/typebox'
import { type OAuthErrorCode, oauthErrorCodes } from '../src/clients/oauth-error.js'
import { RoleSchema, UserIdSchema } from './account.js'

const closed = { additionalProperties: false } as const

/** A form. Unknown members are ignored (RFC 6749 §3.2). */
export const TokenFormSchema = Type.Object(
  {
    token: Type.String({ minLength: 1, description: 'The token it is about' }),
    token_type_hint: Type.Optional(
      Type.String({
        description: 'Not needed: a token says itself what it is',
        examples: ['access_token']
      })
    )
  },
  { additionalProperties: true }
)

const IntrospectionSchema = Type.Object(
  {
    active: Type.Boolean({ description: 'Whether the token is good just now', examples: [true] }),
    kind: Type.Optional(
      Type.Unsafe<'access' | 'refresh'>({
        type: 'string',
        enum: ['access', 'refresh'],
        description:
          'An access token opens routes; a refresh token gets another pair, nothing else',
        examples: ['access']
      })
    ),
    scope: Type.Optional(Type.String({ description: 'The role', examples: ['basic'] })),
    token_type: Type.Optional(
      Type.Literal('Bearer', { description: 'Of access tokens', examples: ['Bearer'] })
    ),
    iss: Type.Optional(Type.String({ examples: ['fathat.org'] })),
    sub: Type.Optional(Type.String({ format: 'uuid', description: "The token's id" })),
    sid: Type.Optional(Type.String({ format: 'uuid', description: 'Its session, of a login' })),
    iat: Type.Optional(Type.Number({ examples: [1795435200] })),
    exp: Type.Optional(Type.Number({ examples: [1795471200] })),
    user_id: Type.Optional(UserIdSchema),
    access_role: Type.Optional(RoleSchema)
  },
  {
    $id: 'Introspection',
    ...closed,
    description: 'What a token is (RFC 7662 §2.2); of one that is not good, nothing else is told',
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
  { $id: 'OAuthError', ...closed, description: 'What is wrong (RFC 6749 §5.2)' }
)

export const tokenServiceSchemas = [IntrospectionSchema, OAuthErrorSchema]
