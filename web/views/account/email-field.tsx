import { Field } from '../../kit/field.js'
import { draftEmail } from './draft.js'

/** The address of the account, which the forms of the view share. */
export function EmailField() {
  return (
    <Field
      label="E-mail address"
      type="email"
      name="email"
      autocomplete="username"
      required
      value={draftEmail.value}
      onInput={(value) => {
        draftEmail.value = value
      }}
    />
  )
}
