import { type Static, Type } from '@sinclair/typebox'
import { maxAddressLength } from '../src/mail/address.js'
import { type Role, roleNames } from '../src/tokens/roles.js'

const closed = { additionalProperties: false } as const

/** `src/accounts/email.ts` checks it as Ajv's format `idn-email`; `email` allows ASCII alone. */
export const EmailSchema = Type.String({
  format: 'idn-email',
  maxLength: maxAddressLength,
  description: 'an e-mail address without quotes; case is ignored',
  examples: ['rey@example.org']
})

const password = {
  minLength: 1,
  pattern: '^\\P{Cs}*$',
  description: 'well-formed Unicode text; it is normalised (NFKC)',
  examples: ['rainbow harvest under twin suns']
}

/** An existing password. The maximum length limits the cost of hashing. */
export const PasswordSchema = Type.String({ ...password, maxLength: 1024 })

/** The password policy checks a new password, including its length, and returns `password-weak`. */
export const NewPasswordSchema = Type.String(password)

export const RoleSchema = Type.Unsafe<Role>({
  type: 'string',
  enum: roleNames,
  description: 'The role, which decides what the user may do',
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
        description:
          "End the user's existing sessions, instead of rejecting the login because of them"
      })
    )
  },
  closed
)
export type Login = Static<typeof LoginSchema>

export const TokensSchema = Type.Object(
  {
    token: Type.String({ description: 'The access token: send it as `Authorization: Bearer …`' }),
    refresh_token: Type.String({
      description: 'The refresh token: only for `generate_tokens` and `logout`'
    }),
    token_type: Type.Literal('Bearer'),
    expires_in: Type.Integer({
      minimum: 0,
      description: 'The time until the access token expires, in seconds',
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
          "`local`: ends the token and its session; `others`: the user's other sessions; `all`: all sessions of the user"
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
    sid: Type.String({
      format: 'uuid',
      description: "The session's id, as in the claim `sid` of its tokens"
    }),
    created_at: TimeSchema,
    last_used_at: Type.String({
      format: 'date-time',
      description: 'The time of the login or of the last refresh'
    }),
    ip: Type.String({ description: 'The IP address of the login', examples: ['192.0.2.1'] }),
    user_agent: Type.String({ examples: ['Mozilla/5.0'] }),
    current: Type.Boolean({
      description: 'Whether the token of this request belongs to the session'
    })
  },
  { $id: 'Session', ...closed, description: 'A session that has not ended' }
)
type SessionView = Static<typeof SessionSchema>

export const SessionListSchema = Type.Object(
  {
    results: Type.Array(Type.Unsafe<SessionView>(Type.Ref('Session'))),
    count: Type.Integer({
      minimum: 0,
      description: 'The total number of live sessions',
      examples: [1]
    })
  },
  {
    $id: 'SessionList',
    ...closed,
    description:
      'The newest live sessions, at most 100. `logout?scope=others` also ends sessions that are not listed.'
  }
)
export type SessionList = Static<typeof SessionListSchema>

export const SessionParamsSchema = Type.Object({
  sid: Type.String({
    format: 'uuid',
    examples: ['6f1c1f0e-5b0a-4c3e-9d55-0b6a3c1f7e21'],
    description: "The session's id"
  })
})
