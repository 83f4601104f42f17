import { useState } from 'preact/hooks'
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

  return (
    <>
      <h1>Watch it die</h1>
      <p>
        The page sends <code>GET {watchedPath}</code> with one token to {instances}, ten times a
        second. Revoke the token, and see whether any instance still accepts it.
      </p>
      <div class="panel">
        {isWatching ? (
          <div class="actions">
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
        ) : (
          <TokenChoice
            last={pasted}
            onStart={(next, isPasted) => {
              clear()
              if (isPasted) setPasted(next)
              setToken(next)
              start(next)
            }}
          />
        )}
        {problem && <ProblemNotice problem={problem} />}
      </div>
      {watcher && (
        <>
          <Result watcher={watcher} summaries={summaries} />
          <Lanes watcher={watcher} summaries={summaries} />
          <CountsTable origins={origins} summaries={summaries} cut={watcher.cut} />
          {isWatching && <Terminal token={token} />}
        </>
      )}
      <Explanation />
    </>
  )
}
