import { baseUrl } from '../../api/settings.js'
import { LaneChart } from './lane-chart.js'
import { Legend } from './legend.js'
import type { Summary } from './statistics.js'
import type { Lane, Watcher } from './watcher.js'

/** Says why an instance gives no useful answers; null if it does. */
function complaintOf({ origin }: Lane, { sent, counts, lastStatus }: Summary): string | null {
  const isOwn = origin === baseUrl
  if (counts.failed > 0 && lastStatus === 0) {
    return isOwn || counts.accepted + counts.rejected > 0
      ? 'No answer: the service may be restarting, or the connection is lost.'
      : 'No answer: is it running, and is the origin of this page in its CORS_ORIGINS?'
  }
  if (lastStatus === 503)
    return 'The service is not available (503). It accepts no token meanwhile.'
  if (lastStatus !== null && ![0, 200, 304, 401].includes(lastStatus)) {
    return `Unexpected answer: ${lastStatus}.`
  }
  if (sent > 3 && lastStatus === 401 && counts.accepted + counts['under-way'] === 0) {
    return 'Rejects the token from the start: does it have the same secrets and the same database?'
  }
  return null
}

/** One line for each instance. */
export function Lanes({ watcher, summaries }: { watcher: Watcher; summaries: readonly Summary[] }) {
  return (
    <section class="panel" aria-labelledby="watch-answers">
      <h2 id="watch-answers">Answers by time and latency</h2>
      <Legend />
      {watcher.lanes.map((lane, index) => {
        const complaint = complaintOf(lane, summaries[index] as Summary)
        return (
          <div class="watch-lane" key={lane.origin}>
            <h3>
              <code>{lane.origin}</code>{' '}
              {lane.origin === baseUrl && <span class="fine">this page</span>}
            </h3>
            {complaint && <p class="watch-complaint">{complaint}</p>}
            <LaneChart watcher={watcher} lane={lane} />
          </div>
        )
      })}
      {watcher.isSlowed && (
        <p class="fine">
          The browser slowed this page down for a while, as it does in the background. Only requests
          that were really sent are drawn and counted.
        </p>
      )}
    </section>
  )
}
