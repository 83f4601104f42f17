import { address } from '../../address.js'
import { dataOf } from '../../api/problem.js'
import { api, claims } from '../../api/session.js'
import { useLoad } from '../../api/use-load.js'
import { ProblemNotice } from '../../kit/notice.js'
import { ScrollFrame } from '../../kit/scroll-frame.js'
import type { User } from './acts.js'
import { userQuery } from './admin-address.js'
import { CursorPager } from './cursor-pager.js'
import { searched } from './searched.js'
import { TimeText } from './time-text.js'
import { UserFilters } from './user-filters.js'

function Row({ user }: { user: User }) {
  const { id, email, access_role, verified, disabled, created_at } = user
  return (
    <tr>
      <th scope="row" class="admin-address">
        <a href={`#/admin/users/${id}`}>{email}</a>
        {id === claims.value?.user_id && ' (you)'}
      </th>
      <td>{id}</td>
      <td>
        <span class="role">{access_role}</span>
      </td>
      <td class={disabled ? 'admin-failure' : ''}>{disabled ? 'disabled' : 'enabled'}</td>
      <td>{verified ? 'verified' : 'not verified'}</td>
      <td class="admin-time">
        <TimeText time={created_at} />
      </td>
    </tr>
  )
}

/** The users that the search and the filters select. */
export function UserList() {
  const { query } = address.value
  const selected = userQuery(query, searched.value)
  const { data, problem, isLoading } = useLoad(JSON.stringify(selected), (signal) =>
    dataOf(api.GET('/users/v1/', { params: { query: selected }, signal }))
  )
  return (
    <>
      <UserFilters />
      {problem && <ProblemNotice problem={problem} isRetrying={isLoading} />}
      {!problem && <CursorPager what="users" page={data} isLoading={isLoading} />}
      {!problem && data && data.results.length > 0 && (
        <ScrollFrame label="Users">
          <table class="admin-table">
            <thead>
              <tr>
                <th scope="col">Address</th>
                <th scope="col">Id</th>
                <th scope="col">Role</th>
                <th scope="col">State</th>
                <th scope="col">Verified</th>
                <th scope="col">Created</th>
              </tr>
            </thead>
            <tbody>
              {data.results.map((user) => (
                <Row key={user.id} user={user} />
              ))}
            </tbody>
          </table>
        </ScrollFrame>
      )}
    </>
  )
}
