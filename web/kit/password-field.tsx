import { useId, useState } from 'preact/hooks'
import { Button } from './button.js'

interface Props {
  readonly label: string
  readonly autocomplete: 'current-password' | 'new-password'
  readonly value: string
  readonly hint?: string
  onInput(value: string): void
}

/** A labelled input of a password, which the user can show. */
export function PasswordField({ label, hint, onInput, ...input }: Props) {
  const id = useId()
  const [isShown, setIsShown] = useState(false)
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="joined">
        <input
          {...input}
          // Both types allow the same attributes, which Preact's types cannot tell.
          type={(isShown ? 'text' : 'password') as 'password'}
          id={id}
          required
          name={input.autocomplete}
          spellcheck={false}
          autocapitalize="none"
          aria-describedby={hint && `${id}-hint`}
          onInput={({ currentTarget }) => onInput(currentTarget.value)}
        />
        <Button aria-pressed={isShown} onClick={() => setIsShown(!isShown)}>
          Show<span class="visually-hidden"> {label.toLowerCase()}</span>
        </Button>
      </div>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  )
}
