import { dataOf } from '../../api/problem.js'
import { api, claims } from '../../api/session.js'
import { useLoad } from '../../api/use-load.js'
import { Loading } from '../../kit/loading.js'
import { ProblemNotice } from '../../kit/notice.js'
import { formatTime } from '../../kit/time.js'
import { ChangeAddress } from './change-address.js'
import { ChangePassword } from './change-password.js'
import { DeleteAccount } from './delete-account.js'
import { Sessions } from './sessions.js'

function Profile() {
  const { data, problem, isLoading } = useLoad('me', () => dataOf(api.GET('/users/v1/me')))
  return (
    <section class="panel" aria-labelledby="profile">
      <h2 id="profile">You</h2>
      {problem && <ProblemNotice problem={problem} isRetrying={isLoading} />}
      {!data && isLoading && !problem && <Loading />}
      {data && (
        <dl>
          <dt>Address</dt>
          <dd>{data.email}</dd>
          <dt>Role</dt>
          <dd>{data.access_role}</dd>
          <dt>User id</dt>
          <dd>{data.user_id}</dd>
          <dt>Since</dt>
          <dd>{formatTime(data.created_at)}</dd>
          <dt>This session</dt>
          <dd>
            <code>{String(claims.value?.sid ?? 'none')}</code>
          </dd>
        </dl>
      )}
      <p class="fine own-more">
        <a href="#/token">Take the tokens of this session apart</a>, or{' '}
        <a href="#/watch">watch one die</a>.
      </p>
    </section>
  )
}

/** The account of the user who is signed in. */
export function Own() {
  return (
    <>
      <div class="own">
        <Profile />
        <Sessions />
      </div>
      <div class="columns">
        <ChangePassword />
        <ChangeAddress />
        <DeleteAccount />
      </div>
    </>
  )
}
