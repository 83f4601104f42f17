import { dataOf } from './api/problem.js'
import { api, claims, ended, isSignedIn, signOut } from './api/session.js'
import { useAct } from './api/use-act.js'
import { useLoad } from './api/use-load.js'
import { Button } from './kit/button.js'
import { Notice, ProblemNotice } from './kit/notice.js'

function SignedIn() {
  const { run, isRunning, problem } = useAct()
  const sid = String(claims.value?.sid)
  const { data } = useLoad(sid, () => dataOf(api.GET('/users/v1/me')))
  return (
    <>
      <span class="who">
        {data?.email ?? 'Signed in'} <span class="role">{String(claims.value?.access_role)}</span>
      </span>
      <Button isBusy={isRunning} onClick={() => run(() => signOut())}>
        Sign out
      </Button>
      {problem && <ProblemNotice problem={problem} />}
    </>
  )
}

/** Why the last session ended. */
function Ended({ reason }: { reason: string }) {
  return (
    <Notice tone="info">
      <p>
        {reason} <a href="#/account">Sign in again</a>
      </p>
      <Button look="link" onClick={() => (ended.value = null)}>
        Dismiss
      </Button>
    </Notice>
  )
}

/** Who is signed in, and why the last session ended. */
export function SessionStatus() {
  return (
    <>
      <div class="session">
        {isSignedIn.value ? (
          <SignedIn />
        ) : (
          <a class="button button-plain" href="#/account">
            Sign in
          </a>
        )}
      </div>
      {ended.value && <Ended reason={ended.value} />}
    </>
  )
}
