import { type Static, Type } from '@sinclair/typebox'
import { formType } from '../src/query/is-form.js'
import { EmailSchema, NewPasswordSchema, PasswordSchema } from './account.js'

const closed = { additionalProperties: false } as const

/** A longer one is refused when it is looked at: as any other that is not valid. */
const token = Type.String({ minLength: 1, description: 'The token of the mailed link' })

/** Open: services that forward mails add parameters of their own to links. */
export const LinkQuerySchema = Type.Object({ token })

export const AddressSchema = Type.Object({ email: EmailSchema }, closed)

export const SignUpSchema = Type.Object({ email: EmailSchema, password: NewPasswordSchema }, closed)

export const EmailChangeSchema = Type.Object(
  {
    email: EmailSchema,
    password: { ...PasswordSchema, description: 'The current one' }
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

/** The body of a route that reads forms, by its media type: OpenAPI's request body. */
export const confirmationForm = { ...formOf(Type.Object({ token }, closed)), required: false }
export const passwordForm = formOf(PasswordFormSchema)
