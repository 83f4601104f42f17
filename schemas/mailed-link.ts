import { type Static, Type } from '@sinclair/typebox'
import { formType } from '../src/query/headers.js'
import { EmailSchema, NewPasswordSchema, PasswordSchema } from './account.js'

const closed = { additionalProperties: false } as const

/** Has no maximum length: an overlong token fails verification, like any other invalid token. */
const token = Type.String({ minLength: 1, description: 'The token of the mailed link' })

/** Allows unknown parameters: services that forward mails add their own parameters to links. */
export const LinkQuerySchema = Type.Object({ token })

export const AddressSchema = Type.Object({ email: EmailSchema }, closed)

export const SignUpSchema = Type.Object({ email: EmailSchema, password: NewPasswordSchema }, closed)

export const EmailChangeSchema = Type.Object(
  {
    email: EmailSchema,
    password: { ...PasswordSchema, description: 'the current password: well-formed Unicode text' }
  },
  closed
)

export const PasswordChangeSchema = Type.Object(
  {
    password: NewPasswordSchema,
    current_password: Type.Optional(PasswordSchema)
  },
  closed
)

const PasswordFormSchema = Type.Object(
  { token, password: NewPasswordSchema, password_again: NewPasswordSchema },
  closed
)
export type PasswordForm = Static<typeof PasswordFormSchema>

const formOf = (schema: object) => ({ content: { [formType]: { schema } } })

/** OpenAPI's request bodies, by media type, for routes that read forms. */
export const confirmationForm = { ...formOf(Type.Object({ token }, closed)), required: false }
export const passwordForm = formOf(PasswordFormSchema)
