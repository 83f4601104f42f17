import { useState } from 'preact/hooks'
import { dataOf } from '../../api/problem.js'
import { api, signOut } from '../../api/session.js'
import { useAct } from '../../api/use-act.js'
import { useLoad } from '../../api/use-load.js'
import { Button } from '../../kit/button.js'
import { Loading } from '../../kit/loading.js'
import { ProblemNotice } from '../../kit/notice.js'
import { type Session, SessionTable } from './session-table.js'

/** The sessions of the user, each of which can be ended. */
export function Sessions() {
  const list = useLoad('sessions', () => dataOf(api.GET('/users/v1/me/sessions')))
  const { run, isRunning, problem } = useAct()
  const [done, setDone] = useState('')

  async function act(message: string, change: () => Promise<unknown>) {
    setDone('')
    if (!(await run(change))) return
    setDone(message)
    list.reload()
  }

  const end = ({ sid, current }: Session) =>
    act('The session has ended. Its tokens are rejected from now on.', () => {
      const params = { path: { sid } }
      return current ? signOut() : dataOf(api.DELETE('/users/v1/me/sessions/{sid}', { params }))
    })
  const endOthers = () =>
    act('All other sessions have ended. Their tokens are rejected from now on.', () => {
      const params = { query: { scope: 'others' as const } }
      return dataOf(api.POST('/users/v1/logout', { params }))
    })
  const endAll = () => run(() => signOut('all'))

  const { data } = list
  return (
    <section class="panel" aria-labelledby="sessions">
      <h2 id="sessions">Sessions</h2>
      {list.problem && <ProblemNotice problem={list.problem} isRetrying={list.isLoading} />}
      {!data && list.isLoading && !list.problem && <Loading what="Loading the sessions" />}
      {data && <SessionTable sessions={data.results} isBusy={isRunning} onEnd={end} />}
      {data && data.count > data.results.length && (
        <p class="fine">
          The list shows the newest {data.results.length} of {data.count} sessions.
        </p>
      )}
      {problem && <ProblemNotice problem={problem} />}
      <p role="status" class="own-more">
        {done}
      </p>
      <div class="actions">
        <Button isBusy={isRunning} onClick={() => act('', () => signOut())}>
          Sign out here
        </Button>
        <Button isBusy={isRunning} onClick={endOthers}>
          Sign out the others
        </Button>
        <Button look="danger" isBusy={isRunning} onClick={endAll}>
          Sign out everywhere
        </Button>
        <Button look="link" onClick={list.reload}>
          Reload the list
        </Button>
      </div>
    </section>
  )
}
