import { Notice } from '../../kit/notice.js'
import { addUp, type Summary } from './statistics.js'
import { milliseconds, offset, verdictOf } from './verdict-text.js'
import { requestsAfter, type Watcher } from './watcher.js'

/** What the watch is doing, for as long as there is no verdict. */
function progressOf({ cut, isRevoking }: Watcher, { sentAfter }: Summary, count: number): string {
  if (isRevoking) return 'Revoking the token…'
  if (cut === null)
    return 'Watching. The token is alive: revoke it here, in another tab or in a terminal.'
  const wanted = requestsAfter * count
  return `The token was revoked. Sending ${requestsAfter} more requests to each instance: ${Math.min(sentAfter, wanted)} of ${wanted}.`
}

/** The numbers that matter, and what they mean. */
export function Result({
  watcher,
  summaries
}: {
  watcher: Watcher
  summaries: readonly Summary[]
}) {
  const { cut, end } = watcher
  const total = addUp(summaries)
  const verdict = verdictOf(end?.why ?? null, cut, summaries)
  const isRevoked = cut !== null && cut.by !== 'expiry'
  const what = cut?.by === 'elsewhere' ? 'the first 401' : "the revocation's answer"
  return (
    <section class="panel" aria-labelledby="watch-result">
      <h2 id="watch-result">Result</h2>
      {verdict ? (
        <Notice tone={verdict.tone}>
          <p>{verdict.text}</p>
          {end?.why === 'complete' && <p>The watch has stopped by itself.</p>}
        </Notice>
      ) : (
        <p>{progressOf(watcher, total, summaries.length)}</p>
      )}
      {isRevoked && (
        <dl class="watch-figures">
          <div class={total.letThrough > 0 ? 'watch-figure-bad' : undefined}>
            <dt>Let through after {what}</dt>
            <dd>{total.letThrough}</dd>
          </div>
          <div>
            <dt>Sent after {what}</dt>
            <dd>{total.sentAfter}</dd>
          </div>
          {cut.requestedAt !== null && (
            <>
              <div>
                <dt>First 401, from the answer</dt>
                <dd>{total.firstRejection === null ? '–' : offset(total.firstRejection)}</dd>
              </div>
              <div>
                <dt>The revocation took</dt>
                <dd>{milliseconds(cut.at - cut.requestedAt)}</dd>
              </div>
            </>
          )}
        </dl>
      )}
    </section>
  )
}
