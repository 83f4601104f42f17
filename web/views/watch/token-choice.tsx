import { useState } from 'preact/hooks'
import { pair } from '../../api/session.js'
import { Button } from '../../kit/button.js'
import { Field } from '../../kit/field.js'
import { SignIn } from '../account/sign-in.js'

interface Props {
  /** The token that was pasted last. */
  readonly last: string
  onStart(token: string, isPasted: boolean): void
}

function Pasting({ last, onStart }: Props) {
  const [pasted, setPasted] = useState(last)
  return (
    <form
      class="form"
      aria-label="Token to watch"
      onSubmit={(event) => {
        event.preventDefault()
        if (pasted.trim() !== '') onStart(pasted.trim(), true)
      }}
    >
      <Field
        label="Access token"
        name="watched-token"
        autocomplete="off"
        spellcheck={false}
        required
        value={pasted}
        onInput={setPasted}
        hint="The page keeps it in memory, and sends it only to the instances that it watches."
      />
      <Button type="submit" look="main">
        Start watching
      </Button>
    </form>
  )
}

/** Chooses the token to watch: that of the session, or a pasted one, which stays in memory. */
export function TokenChoice({ last, onStart }: Props) {
  const [isPasting, setIsPasting] = useState(last !== '')
  const own = pair.value?.token
  return (
    <>
      {isPasting ? (
        <Pasting last={last} onStart={onStart} />
      ) : own === undefined ? (
        <>
          <p>Sign in, and watch the access token of your session.</p>
          <SignIn />
        </>
      ) : (
        <>
          <p>
            The page watches the access token of your session. Revoking it signs you out in every
            tab.
          </p>
          <Button look="main" onClick={() => onStart(own, false)}>
            Start watching
          </Button>
        </>
      )}
      <p class="other-token">
        <Button look="link" onClick={() => setIsPasting(!isPasting)}>
          {isPasting ? (own === undefined ? 'Sign in' : 'Use the session') : 'Paste a token'}
        </Button>
      </p>
    </>
  )
}
