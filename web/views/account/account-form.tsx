import type { ComponentChildren } from 'preact'
import type { Problem } from '../../api/problem.js'
import { Button } from '../../kit/button.js'
import { ProblemNotice } from '../../kit/notice.js'
import { helpFor } from './help.js'

interface Props {
  readonly label: string
  /** The text of the button that submits the form. Default: the label. */
  readonly submit?: string
  readonly isRunning: boolean
  readonly problem: Problem | null
  readonly children: ComponentChildren
  /** More buttons. */
  readonly actions?: ComponentChildren
  onSubmit(): void
}

/** A form of the view: its fields, the problem of the last act with what helps, and its buttons. */
export function AccountForm(props: Props) {
  const { label, submit = label, isRunning, problem, children, actions, onSubmit } = props
  const help = problem && helpFor(problem)
  return (
    <form
      class="form"
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit()
      }}
    >
      {children}
      {problem && <ProblemNotice problem={problem}>{help && <p>{help}</p>}</ProblemNotice>}
      <div class="actions">
        <Button type="submit" look="main" isBusy={isRunning}>
          {submit}
        </Button>
        {actions}
      </div>
    </form>
  )
}
