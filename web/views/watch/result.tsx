import type { Ref } from 'preact'
import { Notice } from '../../kit/notice.js'
import { addUp, type Summary } from './statistics.js'
import { milliseconds, offset, type Verdict, verdictOf } from './verdict-text.js'
import { requestsAfter, type Watcher } from './watcher.js'

/** What the watch is doing, for as long as there is no verdict. */
function progressOf({ cut, isRevoking }: Watcher): string {
  if (isRevoking) return 'Revoking the token…'
  if (cut === null) {
    return 'The token is alive. Revoke it here, in another tab or in a terminal.'
  }
  const cause = cut.by === 'expiry' ? 'The token has expired.' : 'The token was revoked.'
  return `${cause} Sending ${requestsAfter} more requests to each instance…`
}

interface Props {
  readonly watcher: Watcher
  readonly summaries: readonly Summary[]
  /** Gets the element, which can take the focus. */
  readonly place: Ref<HTMLElement>
}

/** The numbers that matter, and what they mean. Its height hardly changes while the watch runs. */
export function Result({ watcher, summaries, place }: Props) {
  const { cut, end } = watcher
  const { letThrough, sentAfter, firstRejection } = addUp(summaries)
  const verdict: Verdict = verdictOf(end?.why ?? null, cut, summaries) ?? {
    tone: 'info',
    text: progressOf(watcher)
  }
  const requestedAt = cut?.requestedAt ?? null
  const what = cut && cut.by !== 'button' ? 'the first 401' : 'the revocation'
  const isBad = letThrough > 0
  return (
    <section ref={place} class="panel" aria-labelledby="watch-result" tabIndex={-1}>
      <h2 id="watch-result">Result</h2>
      <dl class="watch-figures">
        <div class={isBad ? 'kind-rejected' : cut ? 'kind-accepted' : undefined}>
          <dt>let through after {what}</dt>
          <dd>{cut ? letThrough : '–'}</dd>
        </div>
        <div>
          <dt>sent after {what}</dt>
          <dd>{cut ? sentAfter : '–'}</dd>
        </div>
        <div>
          <dt>first 401, from its answer</dt>
          <dd>{requestedAt === null || firstRejection === null ? '–' : offset(firstRejection)}</dd>
        </div>
        <div>
          <dt>the revocation took</dt>
          <dd>{cut && requestedAt !== null ? milliseconds(cut.at - requestedAt) : '–'}</dd>
        </div>
      </dl>
      <Notice tone={verdict.tone}>
        <p>
          {verdict.text}
          {end?.why === 'complete' && ' The watch has stopped by itself.'}
        </p>
      </Notice>
    </section>
  )
}
