import { useState } from 'preact/hooks'
import { dataOf } from '../../api/problem.js'
import { api, endSession, reasons } from '../../api/session.js'
import { useAct } from '../../api/use-act.js'
import { Button } from '../../kit/button.js'
import { Dialog } from '../../kit/dialog.js'
import { PasswordField } from '../../kit/password-field.js'
import { AccountForm } from './account-form.js'

function Confirmation({ onClose }: { onClose(): void }) {
  const [password, setPassword] = useState('')
  const [isSure, setIsSure] = useState(false)
  const { run, isRunning, problem } = useAct()
  const remove = () =>
    run(async () => {
      await dataOf(api.DELETE('/users/v1/me', { body: { password } }))
      endSession(reasons.deleted)
    })
  return (
    <Dialog title="Delete the account?" onClose={onClose}>
      <AccountForm
        label="Delete the account"
        submit="Delete it for ever"
        isRunning={isRunning}
        problem={problem}
        onSubmit={() => void remove()}
        actions={<Button onClick={onClose}>Keep it</Button>}
      >
        <p>Your account and all its sessions end at once. Nobody can bring them back.</p>
        <PasswordField
          label="Your password"
          autocomplete="current-password"
          value={password}
          onInput={setPassword}
        />
        <p>
          <label class="check">
            <input
              type="checkbox"
              required
              checked={isSure}
              onChange={({ currentTarget }) => setIsSure(currentTarget.checked)}
            />{' '}
            I understand that this cannot be undone
          </label>
        </p>
      </AccountForm>
    </Dialog>
  )
}

/** Deletes the account, after the password and a confirmation. */
export function DeleteAccount() {
  const [isAsking, setIsAsking] = useState(false)
  return (
    <section class="panel" aria-labelledby="delete-account">
      <h2 id="delete-account">Delete the account</h2>
      <p>
        Your sessions end, and your address becomes free. The page asks for your password first.
      </p>
      <Button look="danger" onClick={() => setIsAsking(true)}>
        Delete the account…
      </Button>
      {isAsking && <Confirmation onClose={() => setIsAsking(false)} />}
    </section>
  )
}
