import { useState } from 'preact/hooks'
import { address, goTo } from '../../address.js'
import { pair, refreshNow } from '../../api/session.js'
import { useAct } from '../../api/use-act.js'
import { Button } from '../../kit/button.js'
import { CopyButton } from '../../kit/copy-button.js'
import { Notice, ProblemNotice } from '../../kit/notice.js'
import { AliveOrDead } from './alive-or-dead.js'
import { Explanations } from './explanations.js'
import { inspectToken } from './inspect.js'
import { Claims, Encoded, Summary } from './parts.js'
import { type Choice, Source } from './source.js'
import './token.css'

function currentChoice(): Choice {
  const shown = address.value.query.get('show')
  if (shown === 'pasted' || shown === 'refresh') return shown
  return shown === null && pair.value === null ? 'pasted' : 'access'
}

/** The token of the session that is chosen. */
const ownToken = (choice: Choice) =>
  (choice === 'refresh' ? pair.value?.refresh_token : pair.value?.token) ?? ''

function RefreshNow() {
  const { run, isRunning, problem } = useAct()
  return (
    <>
      <Button isBusy={isRunning} onClick={() => run(refreshNow)}>
        Refresh now
      </Button>
      {problem && <ProblemNotice problem={problem} />}
    </>
  )
}

/** Takes a token apart: one of the session, or a pasted one, which stays in the memory of this view. */
export function Token() {
  const [pasted, setPasted] = useState('')
  const choice = currentChoice()
  const inspection = inspectToken(choice === 'pasted' ? pasted : ownToken(choice))
  const choose = (next: Choice) => goTo('token', new URLSearchParams({ show: next }))

  return (
    <>
      <h1>Token</h1>
      <Source choice={choice} onChoose={choose} pasted={pasted} onPaste={setPasted} />
      {choice !== 'pasted' && pair.value === null && (
        <Notice tone="info">
          <p>
            You are not signed in, so there is no token of a session.{' '}
            <a href="#/account">Sign in</a>, or paste a token.
          </p>
        </Notice>
      )}
      {inspection && (
        <>
          <section class="panel" aria-labelledby="encoded">
            <h2 id="encoded">As it is sent</h2>
            <Encoded token={inspection.token} />
            <div class="actions">
              <CopyButton key={inspection.token} text={inspection.token} />
              {choice !== 'pasted' && <RefreshNow />}
            </div>
          </section>
          {inspection.faults.length > 0 && (
            <Notice tone="bad">
              <p>
                <strong>The service rejects this token</strong>
              </p>
              <ul>
                {inspection.faults.map((fault) => (
                  <li key={fault}>{fault}</li>
                ))}
              </ul>
            </Notice>
          )}
          <div class="columns">
            <section class="panel" aria-labelledby="summary">
              <h2 id="summary">What it is</h2>
              <Summary inspection={inspection} />
            </section>
            <AliveOrDead key={inspection.token} token={inspection.token} kind={inspection.kind} />
          </div>
          {inspection.header && (
            <section class="panel" aria-labelledby="header">
              <h2 id="header">Header</h2>
              <pre>{JSON.stringify(inspection.header, null, 2)}</pre>
            </section>
          )}
          {inspection.claims && (
            <section class="panel" aria-labelledby="claims">
              <h2 id="claims">Payload</h2>
              <Claims claims={inspection.claims} />
            </section>
          )}
        </>
      )}
      <Explanations />
    </>
  )
}
