import { useEffect, useRef, useState } from 'preact/hooks'
import { dataOf } from '../../api/problem.js'
import { api, claims } from '../../api/session.js'
import { useLoad } from '../../api/use-load.js'
import { Button } from '../../kit/button.js'
import { Loading } from '../../kit/loading.js'
import { Notice, ProblemNotice } from '../../kit/notice.js'
import { ActDialog } from './act-dialog.js'
import { type ActName, acts, actsOn, type User } from './acts.js'
import { EventList } from './event-list.js'
import { TimeText } from './time-text.js'

function Facts({ user }: { user: User }) {
  return (
    <dl>
      <dt>Id</dt>
      <dd>{user.id}</dd>
      <dt>Role</dt>
      <dd>{user.access_role}</dd>
      <dt>State</dt>
      <dd>{user.disabled ? 'disabled: the user cannot sign in' : 'enabled'}</dd>
      <dt>Address</dt>
      <dd>{user.verified ? 'verified' : 'not verified: the user cannot sign in'}</dd>
      <dt>Created</dt>
      <dd>
        <TimeText time={user.created_at} />
      </dd>
    </dl>
  )
}

/** What the service knows about a user, the acts on the user, and the user's events. */
export function UserPage({ id }: { id: number }) {
  const [round, setRound] = useState(0)
  const [asked, setAsked] = useState<ActName | null>(null)
  const [done, setDone] = useState<ActName | null>(null)
  const result = useRef<HTMLDivElement>(null)
  const { data, problem, isLoading } = useLoad(`${id} ${round}`, (signal) =>
    dataOf(api.GET('/users/v1/{user_id}', { params: { path: { user_id: id } }, signal }))
  )
  const user = problem ? undefined : data
  // The button that opened the dialog may be gone.
  useEffect(() => {
    if (round > 0) result.current?.focus()
  }, [round])

  return (
    <>
      <h1 class="admin-text">{data?.email ?? `User ${id}`}</h1>
      {id === claims.value?.user_id && <p>This is your own account.</p>}
      <div ref={result} tabIndex={-1}>
        {done && (
          <Notice tone="good">
            <p>{acts[done].done}</p>
          </Notice>
        )}
      </div>
      {problem && done !== 'delete' && <ProblemNotice problem={problem} isRetrying={isLoading} />}
      {!data && !problem && <Loading />}
      {user && (
        <section class="panel" aria-label="User">
          <Facts user={user} />
          <div class="actions admin-acts">
            {actsOn(user).map((name) => (
              <Button
                key={name}
                look={name === 'delete' ? 'danger' : 'plain'}
                onClick={() => setAsked(name)}
              >
                {acts[name].label}
              </Button>
            ))}
          </div>
        </section>
      )}
      <h2>Events of this user</h2>
      <EventList userId={id} round={round} />
      {user && asked && (
        <ActDialog
          name={asked}
          user={user}
          onClose={() => setAsked(null)}
          onDone={() => {
            setAsked(null)
            setDone(asked)
            setRound(round + 1)
          }}
        />
      )}
    </>
  )
}
