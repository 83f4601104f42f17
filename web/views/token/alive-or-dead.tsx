import { useState } from 'preact/hooks'
import { isAdmin } from '../../api/session.js'
import { useAct } from '../../api/use-act.js'
import { Button } from '../../kit/button.js'
import { Notice, ProblemNotice } from '../../kit/notice.js'
import { askService, type Verdict, whyNot } from './alive.js'
import type { Kind } from './inspect.js'

const titles = { alive: 'Alive', dead: 'Dead', unknown: 'Unknown' }

/** Asks the service about a token, where this does not use the token up. */
export function AliveOrDead({ token, kind }: { token: string; kind: Kind | null }) {
  const [verdict, setVerdict] = useState<Verdict | null>(null)
  const { run, isRunning, problem } = useAct()
  const reason = whyNot(kind, isAdmin.value)
  const ask = () =>
    run(async () => {
      setVerdict(null)
      if (kind) setVerdict(await askService(token, kind))
    })
  return (
    <section class="panel" aria-labelledby="alive">
      <h2 id="alive">Alive or dead?</h2>
      {reason === null ? (
        <>
          <p>
            The time left does not tell: a revoked token has time left, and is rejected all the
            same. Only the service knows.
          </p>
          <Button look="main" isBusy={isRunning} onClick={ask}>
            Ask the service
          </Button>
        </>
      ) : (
        <p>{reason}</p>
      )}
      {/* Is there before its text, so that a screen reader notices the change. */}
      <div class="verdict" aria-live="polite">
        {verdict && (
          <Notice tone={verdict.state === 'alive' ? 'good' : 'bad'}>
            <p>
              <strong>{titles[verdict.state]}.</strong> {verdict.words}
            </p>
          </Notice>
        )}
        {problem && (
          <ProblemNotice problem={problem}>
            <p>The service did not say whether the token is alive.</p>
          </ProblemNotice>
        )}
      </div>
    </section>
  )
}
