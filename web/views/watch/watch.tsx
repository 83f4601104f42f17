import { useEffect, useRef, useState } from 'preact/hooks'
import { useAct } from '../../api/use-act.js'
import { Button } from '../../kit/button.js'
import { ProblemNotice } from '../../kit/notice.js'
import { CountsTable } from './counts-table.js'
import { Explanation } from './explanation.js'
import { Lanes } from './lanes.js'
import { watchedPath } from './requests.js'
import { Result } from './result.js'
import { summarize } from './statistics.js'
import { Terminal } from './terminal.js'
import { TokenChoice } from './token-choice.js'
import { origins, useWatcher } from './use-watcher.js'
import './watch.css'

const instances = origins.length === 1 ? 'this instance' : `each of ${origins.length} instances`

/** Shows how a token stops being accepted everywhere once its revocation has been answered. */
export function Watch() {
  const { watcher, start, stop } = useWatcher()
  const [token, setToken] = useState('')
  const [pasted, setPasted] = useState('')
  const { run, isRunning, problem, clear } = useAct()
  const isWatching = watcher !== null && watcher.end === null
  const summaries = watcher?.lanes.map(({ probes }) => summarize(probes, watcher.cut)) ?? []

  const actions = useRef<HTMLDivElement>(null)
  const result = useRef<HTMLElement>(null)

  // The button that had the focus is gone: the start leads to the acts, and the end to the result.
  useEffect(() => {
    const isLost = document.activeElement?.matches('body, main')
    const place = isWatching ? actions.current : result.current
    if (watcher && isLost) place?.focus({ preventScroll: true })
  }, [isWatching])

  const choice = (
    <div class="panel">
      <TokenChoice
        last={pasted}
        onStart={(next, isPasted) => {
          clear()
          if (isPasted) setPasted(next)
          setToken(next)
          start(next)
        }}
      />
    </div>
  )

  return (
    <>
      <h1>Watch it die</h1>
      <p>
        The page sends <code>GET {watchedPath}</code> with one token to {instances}, ten times a
        second. Revoke the token, and see whether any instance still accepts it.
      </p>
      {problem && <ProblemNotice problem={problem} />}
      {isWatching && (
        <div ref={actions} class="panel actions" tabIndex={-1}>
          <Button
            look="danger"
            isBusy={isRunning}
            disabled={!watcher.isRevocable && !isRunning}
            onClick={() => run(() => watcher.revoke())}
          >
            Revoke the token now
          </Button>
          <Button onClick={stop}>Stop watching</Button>
        </div>
      )}
      {watcher && (
        <>
          <Result watcher={watcher} summaries={summaries} place={result} />
          <Lanes watcher={watcher} summaries={summaries} />
          <CountsTable origins={origins} summaries={summaries} cut={watcher.cut} />
          {isWatching && <Terminal token={token} />}
        </>
      )}
      {/* Below the result of the last watch, which stays in view. */}
      {!isWatching && choice}
      <Explanation />
    </>
  )
}
