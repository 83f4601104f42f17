import { useState } from 'preact/hooks'
import { dataOf } from '../../api/problem.js'
import { api, endSession, reasons } from '../../api/session.js'
import { useAct } from '../../api/use-act.js'
import { PasswordField } from '../../kit/password-field.js'
import { AccountForm } from './account-form.js'
import { NewPasswordField } from './new-password-field.js'

/** Changes the password, which ends all sessions of the user. */
export function ChangePassword() {
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const { run, isRunning, problem } = useAct()
  const change = () =>
    run(async () => {
      const body = { password, current_password: current }
      await dataOf(api.PUT('/users/v1/password_change', { body }))
      endSession(reasons.passwordChanged)
    })
  return (
    <section class="panel" aria-labelledby="change-password">
      <h2 id="change-password">Change the password</h2>
      <p>This ends all your sessions, also this one. Links that were mailed to you become void.</p>
      <AccountForm
        label="Change the password"
        isRunning={isRunning}
        problem={problem}
        onSubmit={() => void change()}
      >
        <PasswordField
          label="Current password"
          autocomplete="current-password"
          value={current}
          onInput={setCurrent}
        />
        <NewPasswordField
          label="New password"
          value={password}
          problem={problem}
          onInput={setPassword}
        />
      </AccountForm>
    </section>
  )
}
