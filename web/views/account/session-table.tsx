import type { components } from '../../../client/index.js'
import { Button } from '../../kit/button.js'
import { ScrollFrame } from '../../kit/scroll-frame.js'
import { formatRelative, formatTime } from '../../kit/time.js'
import { describeDevice } from './device.js'

export type Session = components['schemas']['Session']

interface Props {
  readonly sessions: readonly Session[]
  readonly isBusy: boolean
  onEnd(session: Session): void
}

/** The live sessions with their devices. */
export function SessionTable({ sessions, isBusy, onEnd }: Props) {
  return (
    <ScrollFrame label="Live sessions">
      <table>
        <thead>
          <tr>
            <th scope="col">Device</th>
            <th scope="col">Address</th>
            <th scope="col">Signed in</th>
            <th scope="col">Last used</th>
            <th scope="col">
              <span class="visually-hidden">End it</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {sessions.map((session) => {
            const device = describeDevice(session.user_agent)
            return (
              <tr key={session.sid}>
                <td title={session.user_agent}>
                  {device} {session.current && <span class="role">this one</span>}
                </td>
                <td>{session.ip}</td>
                <td>{formatTime(session.created_at)}</td>
                <td title={formatTime(session.last_used_at)}>
                  {formatRelative(session.last_used_at)}
                </td>
                <td>
                  <Button isBusy={isBusy} onClick={() => onEnd(session)}>
                    {session.current ? 'Sign out' : 'End'}
                    <span class="visually-hidden"> {device}</span>
                  </Button>
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </ScrollFrame>
  )
}
