import { useState } from 'preact/hooks'
import { dataOf } from '../../api/problem.js'
import { api } from '../../api/session.js'
import { useAct } from '../../api/use-act.js'
import { Field } from '../../kit/field.js'
import { Notice } from '../../kit/notice.js'
import { PasswordField } from '../../kit/password-field.js'
import { AccountForm } from './account-form.js'
import { WhereMailsAre } from './where-mails-are.js'

/** Requests another address, which the user confirms by a mailed link. */
export function ChangeAddress() {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [asked, setAsked] = useState('')
  const { run, isRunning, problem } = useAct()

  async function change() {
    setAsked('')
    const body = { email, password }
    if (!(await run(() => dataOf(api.POST('/users/v1/me/email', { body }))))) return
    setAsked(email)
    setEmail('')
    setPassword('')
  }

  return (
    <section class="panel" aria-labelledby="change-address">
      <h2 id="change-address">Change the address</h2>
      <p>The address changes when you open the link that is mailed to the new one.</p>
      {asked && (
        <Notice tone="good">
          <p>A mail to {asked} is on its way. Open its link to confirm the address.</p>
          <WhereMailsAre />
        </Notice>
      )}
      <AccountForm
        label="Change the address"
        isRunning={isRunning}
        problem={problem}
        onSubmit={() => void change()}
      >
        <Field
          label="New e-mail address"
          type="email"
          name="new-email"
          autocomplete="email"
          required
          value={email}
          onInput={setEmail}
        />
        <PasswordField
          label="Password"
          autocomplete="current-password"
          value={password}
          onInput={setPassword}
        />
      </AccountForm>
    </section>
  )
}
