import { useState } from 'preact/hooks'
import type { Problem } from '../../api/problem.js'
import { PasswordField } from '../../kit/password-field.js'
import { leastLength } from './help.js'

interface Props {
  readonly label: string
  readonly value: string
  /** The last problem, which may tell the least length. */
  readonly problem: Problem | null
  onInput(value: string): void
}

/** A new password. The service decides on it: the page learns the least length from a rejection. */
export function NewPasswordField({ problem, ...field }: Props) {
  const [least, setLeast] = useState<number | null>(null)
  const told = leastLength(problem?.detail)
  if (told !== null && told !== least) setLeast(told)
  const hint = least === null ? 'Several words are best.' : `At least ${least} characters.`
  return (
    <PasswordField
      {...field}
      autocomplete="new-password"
      hint={`${hint} A password manager can create it.`}
    />
  )
}
