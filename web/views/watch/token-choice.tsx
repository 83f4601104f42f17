import { useState } from 'preact/hooks'
import { pair } from '../../api/session.js'
import { Button } from '../../kit/button.js'
import { Field } from '../../kit/field.js'

interface Props {
  /** The token that was pasted last. */
  readonly last: string
  onStart(token: string, isPasted: boolean): void
}

/** Chooses the token to watch: that of the session, or a pasted one, which stays in memory. */
export function TokenChoice({ last, onStart }: Props) {
  const [isPasting, setIsPasting] = useState(false)
  const [pasted, setPasted] = useState(last)
  const own = pair.value?.token
  const usesOwn = own !== undefined && !isPasting
  const token = usesOwn ? own : pasted.trim()

  return (
    <form
      class="form"
      aria-label="Token to watch"
      onSubmit={(event) => {
        event.preventDefault()
        if (token !== '') onStart(token, !usesOwn)
      }}
    >
      {usesOwn ? (
        <p>
          The page watches the access token of your session. Revoking it signs you out in every tab.
        </p>
      ) : (
        <>
          {own === undefined && (
            <p>
              <a href="#/account">Sign in</a>, or paste an access token.
            </p>
          )}
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
        </>
      )}
      <div class="actions">
        <Button type="submit" look="main">
          Start watching
        </Button>
        {own !== undefined && (
          <Button look="link" onClick={() => setIsPasting(!isPasting)}>
            {isPasting ? 'Use the token of the session' : 'Paste another token'}
          </Button>
        )}
      </div>
    </form>
  )
}
