import { ScrollFrame } from '../../kit/scroll-frame.js'
import type { UserEvent } from './acts.js'
import { eventWords, factsOf } from './event-words.js'
import { TimeText } from './time-text.js'

function UserLink({ id, none }: { id: number | null; none: string }) {
  return id === null ? <span class="fine">{none}</span> : <a href={`#/admin/users/${id}`}>{id}</a>
}

function Row({ event }: { event: UserEvent }) {
  const { at, type, outcome, user_id, actor_id, ip, request_id } = event
  return (
    <tr>
      <td class="admin-time">
        <TimeText time={at} />
      </td>
      <td>
        {eventWords[type] ?? type}
        <br />
        <code>{type}</code>
      </td>
      <td class={`admin-${outcome}`}>{outcome}</td>
      <td>
        <UserLink id={user_id} none="none" />
      </td>
      <td>
        <UserLink id={actor_id} none="–" />
      </td>
      <td class="admin-text">{ip ?? <span class="fine">–</span>}</td>
      <td class="admin-text">{factsOf(event)}</td>
      <td>
        <code class="fine">{request_id}</code>
      </td>
    </tr>
  )
}

/** Events, in the order of the API: newest first. */
export function EventTable({ label, events }: { label: string; events: readonly UserEvent[] }) {
  return (
    <ScrollFrame label={label}>
      <table class="admin-table">
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Event</th>
            <th scope="col">Outcome</th>
            <th scope="col">User</th>
            <th scope="col">Admin</th>
            <th scope="col">IP address</th>
            <th scope="col">Facts</th>
            <th scope="col">Request</th>
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <Row key={event.id} event={event} />
          ))}
        </tbody>
      </table>
    </ScrollFrame>
  )
}
