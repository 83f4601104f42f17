import { type Static, Type } from '@sinclair/typebox'
import { eventTypes } from '../src/accounts/store/events.js'
import { RoleSchema, TimeSchema, UserIdSchema } from './account.js'
import { withDefault } from './with-default.js'

const closed = { additionalProperties: false } as const

const UserSchema = Type.Object(
  {
    id: UserIdSchema,
    email: Type.String({ description: 'As it was written', examples: ['rey@example.org'] }),
    access_role: RoleSchema,
    verified: Type.Boolean({ description: 'Whether the address is known to be theirs' }),
    disabled: Type.Boolean({ description: 'Whether they are kept from logging in' }),
    created_at: TimeSchema
  },
  { $id: 'User', ...closed, description: 'A user, as an admin sees them' }
)
export type UserView = Static<typeof UserSchema>

const next = Type.Union([Type.String({ format: 'uri-reference' }), Type.Null()], {
  description: 'The URL of the next page, if there is one'
})

const UserListSchema = Type.Object(
  { results: Type.Array(Type.Unsafe<UserView>(Type.Ref('User'))), next },
  { $id: 'UserList', ...closed, description: 'A page of users, by their ids' }
)
export type UserList = Static<typeof UserListSchema>

const UserEventSchema = Type.Object(
  {
    id: Type.Integer({ examples: [1] }),
    at: TimeSchema,
    type: Type.String({ enum: [...eventTypes], examples: ['login'] }),
    outcome: Type.Unsafe<'success' | 'failure'>({
      type: 'string',
      enum: ['success', 'failure'],
      examples: ['success']
    }),
    actor_id: Type.Union([Type.Integer(), Type.Null()], {
      description: 'The admin who did it; null: the user, or the operator of the service'
    }),
    ip: Type.Union([Type.String(), Type.Null()], {
      description: "From where; null: from the operator's command line, or by the service itself",
      examples: ['192.0.2.1']
    }),
    request_id: Type.String({ description: 'As in X-Request-Id and the log' }),
    detail: Type.Unsafe<Record<string, unknown>>({
      type: 'object',
      additionalProperties: true,
      description: 'What is worth knowing besides',
      examples: [{ reason: 'credentials-invalid' }]
    })
  },
  { $id: 'UserEvent', ...closed, description: 'What was done to an account, or tried' }
)
export type UserEvent = Static<typeof UserEventSchema>

const UserEventListSchema = Type.Object(
  { results: Type.Array(Type.Unsafe<UserEvent>(Type.Ref('UserEvent'))), next },
  { $id: 'UserEventList', ...closed, description: 'A page of events, the newest first' }
)
export type UserEventList = Static<typeof UserEventListSchema>

export const adminSchemas = [UserSchema, UserListSchema, UserEventSchema, UserEventListSchema]

export const UserParamsSchema = Type.Object({
  user_id: Type.Integer({
    minimum: 0,
    maximum: 999_999_999_999_999,
    description: "The user's id",
    examples: [1]
  })
})

export const CursorQuerySchema = Type.Object(
  {
    limit: withDefault({ minimum: 1, maximum: 100, default: 100, description: 'How many a page' }),
    after: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        description: 'The id of the last one of the page before; `next` has it'
      })
    )
  },
  closed
)

export const UserChangesSchema = Type.Object(
  {
    access_role: Type.Optional(RoleSchema),
    disabled: Type.Optional(
      Type.Boolean({ description: 'Keeps them from logging in, and voids what was mailed to them' })
    )
  },
  { ...closed, examples: [{ access_role: 'admin' }, { disabled: true }] }
)
