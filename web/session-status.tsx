import { dataOf } from './api/problem.js'
import { api, claims, ended, isSignedIn, pair, signOut } from './api/session.js'
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

/** Who is signed in, and why the last session ended. */
export function SessionStatus() {
  return (
    <div class="session">
      {isSignedIn.value && pair.value ? (
        <SignedIn />
      ) : (
        <a class="button button-plain" href="#/account">
          Sign in
        </a>
      )}
      {ended.value && (
        <Notice tone="info">
          <p>
            {ended.value} <a href="#/account">Sign in again</a>
          </p>
          <Button look="link" onClick={() => (ended.value = null)}>
            Dismiss
          </Button>
        </Notice>
      )}
    </div>
  )
}
