import { useState } from 'preact/hooks'
import { dataOf, type Problem } from '../../api/problem.js'
import { api } from '../../api/session.js'
import { useAct } from '../../api/use-act.js'
import { Button } from '../../kit/button.js'
import { Field } from '../../kit/field.js'
import { ProblemNotice } from '../../kit/notice.js'

/** Signs in. Offers a takeover where another session of the user is live. */
export function SignIn() {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const { run, isRunning, problem } = useAct()
  const logIn = (takeover: boolean) =>
    run(() => dataOf(api.logIn({ email, password, ...(takeover && { takeover }) })))
  const isTaken = (problem as Problem | null)?.code === 'user-already-logged-in'

  return (
    <form
      class="form"
      aria-label="Sign in"
      onSubmit={(event) => {
        event.preventDefault()
        void logIn(false)
      }}
    >
      <Field
        label="E-mail address"
        type="email"
        name="email"
        autocomplete="username"
        required
        value={email}
        onInput={setEmail}
      />
      <Field
        label="Password"
        type="password"
        name="password"
        autocomplete="current-password"
        required
        value={password}
        onInput={setPassword}
      />
      {problem && <ProblemNotice problem={problem} />}
      <div class="actions">
        <Button type="submit" look="main" isBusy={isRunning}>
          Sign in
        </Button>
        {isTaken && (
          <Button look="danger" isBusy={isRunning} onClick={() => logIn(true)}>
            End the other session and sign in
          </Button>
        )}
      </div>
    </form>
  )
}
