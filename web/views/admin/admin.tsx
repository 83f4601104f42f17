import { useEffect, useRef } from 'preact/hooks'
import { address } from '../../address.js'
import { isAdmin, isSignedIn } from '../../api/session.js'
import { focusContent } from '../../kit/focus-content.js'
import { SubNavigation } from '../../kit/sub-navigation.js'
import { SignIn } from '../account/sign-in.js'
import { type Place, placeOf } from './admin-address.js'
import { EventFilters } from './event-filters.js'
import { EventList } from './event-list.js'
import { searched } from './searched.js'
import { UserList } from './user-list.js'
import { UserPage } from './user-page.js'
import './admin.css'

function titleOf(place: Place): string {
  if (place.page === 'user') return `User ${place.id}`
  return { users: 'Users', events: 'Events', unknown: 'Not found' }[place.page]
}

function Content({ place }: { place: Place }) {
  if (place.page === 'user') return <UserPage key={place.id} id={place.id} />
  return (
    <>
      <h1>{titleOf(place)}</h1>
      {place.page === 'users' && <UserList />}
      {place.page === 'events' && (
        <>
          <EventFilters />
          <EventList />
        </>
      )}
      {place.page === 'unknown' && (
        <p>
          This view has no such page. <a href="#/admin/users">See the users</a>
        </p>
      )}
    </>
  )
}

function SignedIn() {
  const place = placeOf(address.value.view)
  const title = titleOf(place)
  const isFirst = useRef(true)
  useEffect(() => {
    document.title = `${title} · Admin · starwars-api`
    // The link that led here may be gone.
    if (!isFirst.current) focusContent()
    isFirst.current = false
  }, [title])
  useEffect(
    () => () => {
      searched.value = ''
    },
    []
  )
  const current = (page: Place['page']) => {
    if (place.page === page) return 'page'
    return page === 'users' && place.page === 'user' ? 'true' : undefined
  }
  return (
    <>
      <SubNavigation
        label="Pages of the admin"
        links={[
          { href: '#/admin/users', title: 'Users', current: current('users') },
          { href: '#/admin/events', title: 'Events', current: current('events') }
        ]}
      />
      <Content place={place} />
    </>
  )
}

/** The users and the events of the service, for admins. */
export function Admin() {
  if (isAdmin.value) return <SignedIn />
  return (
    <>
      <h1>Admin</h1>
      {isSignedIn.value ? (
        <p>
          Only admins can see users and events. Your role is <strong>basic</strong>: ask an admin to
          change it.
        </p>
      ) : (
        <>
          <p>Sign in as an admin to see the users and the events.</p>
          <SignIn />
        </>
      )}
    </>
  )
}
