import type { PartialInputHTMLAttributes } from 'preact'
import { useId } from 'preact/hooks'

type Attributes = Pick<
  PartialInputHTMLAttributes<HTMLInputElement>,
  'autocomplete' | 'inputMode' | 'minLength' | 'name' | 'placeholder' | 'required' | 'spellcheck'
>

interface Props extends Attributes {
  readonly label: string
  readonly type?: 'text' | 'email' | 'password' | 'search' | 'datetime-local'
  readonly value: string
  readonly hint?: string
  onInput(value: string): void
}

/** A labelled input. */
export function Field({ label, hint, type = 'text', onInput, ...input }: Props) {
  const id = useId()
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        {...input}
        // The attributes above are allowed with each of our types, which Preact's types cannot tell.
        type={type as 'text'}
        id={id}
        aria-describedby={hint && `${id}-hint`}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  )
}
