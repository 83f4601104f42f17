import t from 'tap'
import { acts, actsOn, adviceOn } from '../../web/views/admin/acts.js'
import {
  cursorOf,
  eventQuery,
  pageSize,
  placeOf,
  trailOf,
  userQuery,
  withTrail
} from '../../web/views/admin/admin-address.js'
import { eventWords, factsOf } from '../../web/views/admin/event-words.js'
import { fromLocalInput, toLocalInput } from '../../web/views/admin/local-time.js'

const queryOf = (text: string) => new URLSearchParams(text)

t.test('the path names the page', async (t) => {
  t.strictSame(placeOf('admin'), { page: 'users' })
  t.strictSame(placeOf('admin/'), { page: 'users' })
  t.strictSame(placeOf('admin/users'), { page: 'users' })
  t.strictSame(placeOf('admin/users/12'), { page: 'user', id: 12 })
  t.strictSame(placeOf('admin/events'), { page: 'events' })
  for (const view of [
    'users/x',
    'users/',
    'users/1/2',
    'events/1',
    'x',
    'users/1234567890123456'
  ]) {
    t.strictSame(placeOf(`admin/${view}`), { page: 'unknown' }, view)
  }
})

t.test('the trail of cursors leads to the pages before', async (t) => {
  t.strictSame(trailOf(queryOf('')), [])
  t.strictSame(trailOf(queryOf('after=50-100')), [50, 100])
  for (const text of ['x', '1-', '-1', '1--2', '1e3', '1,2']) {
    t.strictSame(trailOf(queryOf(`after=${text}`)), [], text)
  }
  t.equal(String(withTrail(queryOf('disabled=true'), [50, 100])), 'disabled=true&after=50-100')
  t.equal(String(withTrail(queryOf('disabled=true&after=50'), [])), 'disabled=true')
  t.equal(cursorOf('/users/v1/?limit=50&after=62&search=a%40b'), 62)
  t.equal(cursorOf('https://api.example.org/x/users/v1/?after=62&limit=50'), 62)
  t.equal(cursorOf(null), null)
})

t.test('the address selects users and events', async (t) => {
  const limit = pageSize
  t.strictSame(userQuery(queryOf(''), ''), { limit })
  t.strictSame(userQuery(queryOf('access_role=admin&disabled=&x=1&after=5-9'), 'rey@'), {
    limit,
    after: 9,
    search: 'rey@',
    access_role: 'admin'
  })
  t.strictSame(eventQuery(queryOf('type=login&user_id=7&search=x')), {
    limit,
    type: 'login',
    user_id: '7'
  })
})

t.test('local times are those of the API', async (t) => {
  for (const time of ['2026-11-23T12:00:00Z', '2026-01-02T03:04:05Z']) {
    t.equal(fromLocalInput(toLocalInput(time)), time)
  }
  t.match(toLocalInput('2026-11-23T12:00:00Z'), /^2026-11-2\dT\d\d:\d\d$/)
  for (const text of ['', 'yesterday']) {
    t.equal(toLocalInput(text), '')
    t.equal(fromLocalInput(text), '')
  }
})

t.test('each state of a user has its acts', async (t) => {
  const user = {
    id: 1,
    email: 'rey@example.org',
    access_role: 'basic',
    verified: true,
    disabled: false,
    created_at: '2026-11-23T12:00:00Z'
  } as const
  t.strictSame(actsOn(user), ['promote', 'disable', 'delete'])
  t.strictSame(actsOn({ ...user, access_role: 'admin', disabled: true }), [
    'demote',
    'enable',
    'delete'
  ])
  const ending = Object.entries(acts).filter(([, { done }]) => /sessions .*have ended/.test(done))
  t.strictSame(
    ending.map(([name]) => name),
    ['promote', 'demote', 'disable', 'delete'],
    'enabling ends no session'
  )
  t.match(adviceOn('last-admin'), /another user an admin/)
  t.match(adviceOn('self-forbidden'), /your own account/)
  t.equal(adviceOn('user-not-found'), undefined)
})

t.test('events are told in words', async (t) => {
  t.equal(eventWords['refresh-reuse'], 'Reuse of a refresh token')
  t.equal(factsOf({ detail: {} }), '')
  t.equal(
    factsOf({ detail: { from: 'basic', count: 3, known: null, '<b>': '<i>' } }),
    'from: basic, count: 3, known: null, <b>: <i>'
  )
})
