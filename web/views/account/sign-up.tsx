import { useState } from 'preact/hooks'
import { dataOf } from '../../api/problem.js'
import { api } from '../../api/session.js'
import { useAct } from '../../api/use-act.js'
import { AccountForm } from './account-form.js'
import { draftEmail } from './draft.js'
import { EmailField } from './email-field.js'
import { NewPasswordField } from './new-password-field.js'
import { Sent } from './sent.js'

/** Creates an account, which the user verifies by a mailed link. */
export function SignUp() {
  const [password, setPassword] = useState('')
  const [isDone, setIsDone] = useState(false)
  const { run, isRunning, problem } = useAct()

  async function signUp() {
    const body = { email: draftEmail.value, password }
    const isOk = await run(() => dataOf(api.POST('/users/v1/signup', { body })))
    if (isOk) setPassword('')
    setIsDone(isOk)
  }

  return (
    <>
      <h2>Sign up</h2>
      {isDone ? (
        <Sent onBack={() => setIsDone(false)}>
          <p>
            <strong>Almost done.</strong> Open the link in the mail to {draftEmail.value}, and
            confirm the address. Then sign in.
          </p>
          <p>
            If this address already has an account, the mail says so. This page does not: nobody
            else shall learn it.
          </p>
        </Sent>
      ) : (
        <AccountForm
          label="Sign up"
          isRunning={isRunning}
          problem={problem}
          onSubmit={() => void signUp()}
        >
          <EmailField />
          <NewPasswordField
            label="Password"
            value={password}
            problem={problem}
            onInput={setPassword}
          />
        </AccountForm>
      )}
    </>
  )
}
