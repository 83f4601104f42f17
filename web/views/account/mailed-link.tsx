import { useState } from 'preact/hooks'
import { dataOf } from '../../api/problem.js'
import { api } from '../../api/session.js'
import { useAct } from '../../api/use-act.js'
import { AccountForm } from './account-form.js'
import { draftEmail } from './draft.js'
import { EmailField } from './email-field.js'
import { Sent } from './sent.js'

interface Props {
  readonly title: string
  readonly path: '/users/v1/password_forgotten' | '/users/v1/email_verification/resend'
  readonly submit: string
  readonly explanation: string
  readonly next: string
}

/** Requests a mail with a link. The answer is the same for every address. */
function MailedLink({ title, path, submit, explanation, next }: Props) {
  const [isDone, setIsDone] = useState(false)
  const { run, isRunning, problem } = useAct()
  const request = async () => {
    const body = { email: draftEmail.value }
    setIsDone(await run(() => dataOf(api.POST(path, { body }))))
  }
  return (
    <>
      <h2>{title}</h2>
      {isDone ? (
        <Sent onBack={() => setIsDone(false)}>
          <p>
            If {draftEmail.value} {next}
          </p>
        </Sent>
      ) : (
        <AccountForm
          label={title}
          submit={submit}
          isRunning={isRunning}
          problem={problem}
          onSubmit={() => void request()}
        >
          <p>{explanation}</p>
          <EmailField />
        </AccountForm>
      )}
    </>
  )
}

export const Forgot = () => (
  <MailedLink
    title="Forgot the password"
    path="/users/v1/password_forgotten"
    submit="Send the link"
    explanation="The service mails you a link to a page where you choose a new password. It ends all your sessions."
    next="has an account, a mail with a link is on its way. The link works once."
  />
)

export const Resend = () => (
  <MailedLink
    title="Resend the verification"
    path="/users/v1/email_verification/resend"
    submit="Send it again"
    explanation="The service mails you a new link to verify the address of your account."
    next="has an account that waits for its verification, a new mail is on its way. The link works once."
  />
)
