import { address } from '../../address.js'
import { dataOf } from '../../api/problem.js'
import { api } from '../../api/session.js'
import { useLoad } from '../../api/use-load.js'
import { ProblemNotice } from '../../kit/notice.js'
import { cursorQuery, eventQuery } from './admin-address.js'
import { CursorPager } from './cursor-pager.js'
import { EventTable } from './event-table.js'

/** The events of one user, or those that the address selects. `round` changes to load them again. */
export function EventList({ userId, round = 0 }: { userId?: number; round?: number }) {
  const { query } = address.value
  const { data, problem, isLoading } = useLoad(`${userId} ${round} ${query}`, (signal) =>
    userId === undefined
      ? dataOf(api.GET('/users/v1/events', { params: { query: eventQuery(query) }, signal }))
      : dataOf(
          api.GET('/users/v1/{user_id}/events', {
            params: { path: { user_id: userId }, query: cursorQuery(query) },
            signal
          })
        )
  )
  if (problem?.code === 'user-not-found') return <p>No events of this user are kept.</p>
  if (problem) return <ProblemNotice problem={problem} isRetrying={isLoading} />
  return (
    <>
      <CursorPager what="events" page={data} isLoading={isLoading} />
      {data && data.results.length > 0 && <EventTable label="Events" events={data.results} />}
    </>
  )
}
