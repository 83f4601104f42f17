import { useState } from 'preact/hooks'
import { isSignedIn } from '../../api/session.js'
import { Button } from '../../kit/button.js'
import { Field } from '../../kit/field.js'
import { SignIn } from '../account/sign-in.js'
import { pastedToken, tokenIn } from './pasted-token.js'
import { type ApiRequest, isSafe } from './request-line.js'
import type { Answer } from './send.js'

/** Whether an answer says that the token is missing or not accepted, and another one may help. */
export function wantsToken({ status, body }: Answer): boolean {
  if (status !== 401 || (isSignedIn.value && pastedToken.value === null)) return false
  return /"code":"token-/.test(body)
}

/** Offers the ways to a token. */
export function SignInOffer({ request }: { request: ApiRequest }) {
  const [text, setText] = useState('')
  return (
    <div class="offer">
      <p>
        This request needs an access token.{' '}
        {isSafe(request)
          ? 'With one, this page sends it again.'
          : 'Get one, and send the request again.'}
      </p>
      <div class="columns">
        <div>
          <h3>Sign in</h3>
          <SignIn />
          <p>
            No account yet? <a href="#/account/sign-up">Sign up</a>
          </p>
        </div>
        <form
          aria-label="Paste a token"
          onSubmit={(event) => {
            event.preventDefault()
            if (tokenIn(text) !== '') pastedToken.value = tokenIn(text)
          }}
        >
          <h3>Or paste a token</h3>
          <Field
            label="Access token"
            autocomplete="off"
            spellcheck={false}
            required
            hint="It stays in the memory of this tab, and only requests of this view use it."
            value={text}
            onInput={setText}
          />
          <Button type="submit">Use this token</Button>
        </form>
      </div>
    </div>
  )
}
