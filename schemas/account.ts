import { type Static, Type } from '@sinclair/typebox'
import { maxAddressLength } from '../src/mail/address.js'
import { type Role, roleNames } from '../src/tokens/roles.js'

const closed = { additionalProperties: false } as const

/** `src/accounts/email.ts` checks it as Ajv's format `idn-email`; `email` allows ASCII alone. */
export const EmailSchema = Type.String({
  format: 'idn-email',
  maxLength: maxAddressLength,
  description: 'an address as mail is sent to, without quotes; its case does not count',
  examples: ['rey@example.org']
})

const password = {
  minLength: 1,
  pattern: '^\\P{Cs}*$',
  description: 'text of well-formed Unicode, which is normalised (NFKC)',
  examples: ['rainbow harvest under twin suns']
}

/** An existing password. The maximum length limits the cost of hashing. */
export const PasswordSchema = Type.String({ ...password, maxLength: 1024 })

/** The password policy checks a new password, including its length, and returns `password-weak`. */
export const NewPasswordSchema = Type.String(password)

export const RoleSchema = Type.Unsafe<Role>({
  type: 'string',
  enum: roleNames,
  description: 'What the account may do',
  examples: ['basic']
})

export const UserIdSchema = Type.Integer({ minimum: 1, examples: [1] })

/** A time in a response (RFC 3339). */
export const TimeSchema = Type.String({ format: 'date-time', examples: ['2026-11-23T12:00:00Z'] })

export const LoginSchema = Type.Object(
  {
    email: EmailSchema,
    password: PasswordSchema,
    takeover: Type.Optional(
      Type.Boolean({
        default: false,
        description: 'End the sessions there are instead of being refused because of them'
      })
    )
  },
  closed
)
export type Login = Static<typeof LoginSchema>

export const TokensSchema = Type.Object(
  {
    token: Type.String({ description: 'The access token: send it as `Authorization: Bearer …`' }),
    refresh_token: Type.String({ description: 'Good for `generate_tokens` and `logout` only' }),
    token_type: Type.Literal('Bearer'),
    expires_in: Type.Integer({
      minimum: 0,
      description: 'How long the access token lives, in seconds',
      examples: [36_000]
    }),
    user_id: UserIdSchema,
    email: Type.String({ examples: ['rey@example.org'] }),
    access_role: RoleSchema
  },
  { $id: 'Tokens', ...closed, description: 'A new pair of tokens (RFC 6749 §5.1)' }
)
export type Tokens = Static<typeof TokensSchema>

const logoutScopes = ['local', 'others', 'all'] as const
export type LogoutScope = (typeof logoutScopes)[number]

export const LogoutQuerySchema = Type.Object(
  {
    scope: Type.Optional(
      Type.Unsafe<LogoutScope>({
        type: 'string',
        enum: logoutScopes,
        default: 'local',
        description:
          "What ends: this token and its session, the user's other sessions, or all of them"
      })
    )
  },
  closed
)

export const AccountSchema = Type.Object(
  {
    user_id: UserIdSchema,
    email: Type.String({ examples: ['rey@example.org'] }),
    access_role: RoleSchema,
    created_at: TimeSchema
  },
  { $id: 'Account', ...closed, description: "The caller's own account" }
)
export type Account = Static<typeof AccountSchema>

export const OwnPasswordSchema = Type.Object({ password: PasswordSchema }, closed)

export const SessionSchema = Type.Object(
  {
    sid: Type.String({ format: 'uuid', description: 'As in the claims of its tokens' }),
    created_at: TimeSchema,
    last_used_at: Type.String({
      format: 'date-time',
      description: 'When it was begun or last refreshed'
    }),
    ip: Type.String({ description: 'From where it was begun', examples: ['192.0.2.1'] }),
    user_agent: Type.String({ examples: ['Mozilla/5.0'] }),
    current: Type.Boolean({ description: 'Whether this request came in it' })
  },
  { $id: 'Session', ...closed, description: 'A login that has not ended' }
)
type SessionView = Static<typeof SessionSchema>

export const SessionListSchema = Type.Object(
  {
    results: Type.Array(Type.Unsafe<SessionView>(Type.Ref('Session'))),
    count: Type.Integer({ minimum: 0, description: 'How many there are in all', examples: [1] })
  },
  {
    $id: 'SessionList',
    ...closed,
    description: 'The newest sessions, 100 at the most; `logout?scope=others` ends the rest too'
  }
)
export type SessionList = Static<typeof SessionListSchema>

export const SessionParamsSchema = Type.Object({
  sid: Type.String({ format: 'uuid', description: "The session's id" })
})
