import { type Static, Type } from '@sinclair/typebox'
import { type EventType, eventTypes } from '../src/accounts/store/events.js'
import { maxAddressLength } from '../src/mail/address.js'
import { type Role, roleNames } from '../src/tokens/roles.js'
import { RoleSchema, TimeSchema, UserIdSchema } from './account.js'
import { withDefault } from './with-default.js'

const closed = { additionalProperties: false } as const

const UserSchema = Type.Object(
  {
    id: UserIdSchema,
    email: Type.String({
      description: 'The address, in the spelling of the user',
      examples: ['rey@example.org']
    }),
    access_role: RoleSchema,
    verified: Type.Boolean({ description: 'Whether the address is verified' }),
    disabled: Type.Boolean({
      description: 'Whether the user is disabled: a disabled user cannot log in'
    }),
    created_at: TimeSchema
  },
  { $id: 'User', ...closed, description: 'A user, as admins see it' }
)
export type UserView = Static<typeof UserSchema>

const next = Type.Union([Type.String({ format: 'uri-reference' }), Type.Null()], {
  description: 'The URL of the next page; null on the last page'
})

const UserListSchema = Type.Object(
  { results: Type.Array(Type.Unsafe<UserView>(Type.Ref('User'))), next },
  { $id: 'UserList', ...closed, description: 'A page of users, ordered by id' }
)
export type UserList = Static<typeof UserListSchema>

type Outcome = 'success' | 'failure'
const outcome = { type: 'string', enum: ['success', 'failure'] }

const UserEventSchema = Type.Object(
  {
    id: Type.Integer({ examples: [1] }),
    at: TimeSchema,
    type: Type.String({ enum: [...eventTypes], examples: ['login'] }),
    outcome: Type.Unsafe<Outcome>({ ...outcome, examples: ['success'] }),
    user_id: Type.Union([Type.Integer(), Type.Null()], {
      description: 'The id of the affected user; null if there is none, or if it is unknown'
    }),
    actor_id: Type.Union([Type.Integer(), Type.Null()], {
      description:
        'The id of the admin who acted; null if the user, the operator or the service itself acted'
    }),
    ip: Type.Union([Type.String(), Type.Null()], {
      description:
        "The caller's IP address; null if the operator or the service itself acted. If the event counts others, their network",
      examples: ['192.0.2.1']
    }),
    request_id: Type.String({ description: "The request's id, as in `X-Request-Id` and the log" }),
    detail: Type.Unsafe<Record<string, unknown>>({
      type: 'object',
      additionalProperties: true,
      description: 'Further facts; the members depend on `type`',
      examples: [{ reason: 'credentials-invalid' }]
    })
  },
  {
    $id: 'UserEvent',
    ...closed,
    description: 'An act on an account or a client, or a failed authentication'
  }
)
export type UserEvent = Static<typeof UserEventSchema>

const UserEventListSchema = Type.Object(
  { results: Type.Array(Type.Unsafe<UserEvent>(Type.Ref('UserEvent'))), next },
  { $id: 'UserEventList', ...closed, description: 'A page of events, newest first' }
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
    limit: withDefault({
      minimum: 1,
      maximum: 100,
      default: 100,
      description: 'The maximum number of results per page'
    }),
    after: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        description: 'The id of the last result of the previous page; `next` contains it'
      })
    )
  },
  closed
)

export const UserQuerySchema = Type.Object(
  {
    ...CursorQuerySchema.properties,
    search: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: maxAddressLength,
        // PostgreSQL rejects NUL in a text.
        pattern: '^\\P{Cc}*$',
        description: 'a part of an address without control characters; case is ignored',
        examples: ['example.org']
      })
    ),
    access_role: Type.Optional(
      Type.Unsafe<Role>({
        type: 'string',
        enum: roleNames,
        description: 'Selects the users with this role'
      })
    ),
    disabled: Type.Optional(
      Type.Boolean({ description: 'Selects the users that are disabled, or those that are not' })
    ),
    verified: Type.Optional(
      Type.Boolean({
        description: 'Selects the users whose address is verified, or those whose address is not'
      })
    )
  },
  closed
)

export const EventQuerySchema = Type.Object(
  {
    ...CursorQuerySchema.properties,
    type: Type.Optional(
      Type.Unsafe<EventType>({
        type: 'string',
        enum: [...eventTypes],
        description: 'Selects the events of this type'
      })
    ),
    outcome: Type.Optional(
      Type.Unsafe<Outcome>({ ...outcome, description: 'Selects the events with this outcome' })
    ),
    user_id: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        description: 'Selects the events of this user'
      })
    ),
    since: Type.Optional(
      Type.String({
        format: 'date-time',
        description:
          'an RFC 3339 time, such as `2026-11-23T12:00:00Z`: the first second of the events',
        examples: ['2026-11-23T12:00:00Z']
      })
    ),
    until: Type.Optional(
      Type.String({
        format: 'date-time',
        description:
          'an RFC 3339 time, such as `2026-11-24T12:00:00Z`: the last second of the events',
        examples: ['2026-11-24T12:00:00Z']
      })
    )
  },
  closed
)
export type EventQuery = Pick<Static<typeof EventQuerySchema>, 'since' | 'until'>

export const UserChangesSchema = Type.Object(
  {
    access_role: Type.Optional(RoleSchema),
    disabled: Type.Optional(
      Type.Boolean({
        description:
          'Whether the user is disabled: a disabled user cannot log in, and all mailed links become void'
      })
    )
  },
  { ...closed, examples: [{ access_role: 'admin' }, { disabled: true }] }
)
