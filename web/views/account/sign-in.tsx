import { useState } from 'preact/hooks'
import { dataOf, type Problem } from '../../api/problem.js'
import { api, ended } from '../../api/session.js'
import { useAct } from '../../api/use-act.js'
import { Button } from '../../kit/button.js'
import { Notice } from '../../kit/notice.js'
import { PasswordField } from '../../kit/password-field.js'
import { AccountForm } from './account-form.js'
import { draftEmail } from './draft.js'
import { EmailField } from './email-field.js'

/** Signs in. Offers a takeover where another session of the user is live. */
export function SignIn() {
  const [password, setPassword] = useState('')
  const { run, isRunning, problem } = useAct()
  const code = (problem as Problem | null)?.code
  const logIn = (takeover: boolean) =>
    run(async () => {
      const email = draftEmail.value
      await dataOf(api.logIn({ email, password, ...(takeover && { takeover }) }))
      draftEmail.value = ''
    })

  return (
    <>
      <h2>Sign in</h2>
      {ended.value && (
        <Notice tone="info">
          <p>{ended.value}</p>
        </Notice>
      )}
      <AccountForm
        label="Sign in"
        isRunning={isRunning}
        problem={problem}
        onSubmit={() => void logIn(false)}
        actions={
          <>
            {code === 'user-already-logged-in' && (
              <Button look="danger" isBusy={isRunning} onClick={() => logIn(true)}>
                End the other session and sign in
              </Button>
            )}
            {code === 'email-unverified' && (
              <a class="button button-plain" href="#/account/resend">
                Resend the verification
              </a>
            )}
            {code === 'credentials-invalid' && (
              <a class="button button-plain" href="#/account/forgot">
                Forgot the password
              </a>
            )}
          </>
        }
      >
        <EmailField />
        <PasswordField
          label="Password"
          autocomplete="current-password"
          value={password}
          onInput={setPassword}
        />
      </AccountForm>
    </>
  )
}
