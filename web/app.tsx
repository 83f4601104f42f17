import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { address } from './address.js'
import { isAdmin } from './api/session.js'
import { focusContent } from './kit/focus-content.js'
import { SessionStatus } from './session-status.js'
import { firstView, views } from './views.js'

const viewName = () => address.value.view.split('/', 1)[0] || firstView

function Navigation({ current }: { current: string }) {
  const shown = Object.entries(views).filter(([, { isForAdmins }]) => !isForAdmins || isAdmin.value)
  return (
    <nav aria-label="Views">
      <ul>
        {shown.map(([name, { title }]) => (
          <li key={name}>
            <a href={`#/${name}`} aria-current={name === current ? 'page' : undefined}>
              {title}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** The frame of all views. */
export function App() {
  const name = viewName()
  const view = Object.hasOwn(views, name) ? views[name] : undefined
  const isFirst = useRef(true)

  // Before the effects of the view, which may set a title of its own.
  useLayoutEffect(() => {
    document.title = `${view?.title ?? 'Not found'} · starwars-api`
  }, [name])

  useEffect(() => {
    // The first view keeps the focus where the browser puts it.
    if (!isFirst.current) focusContent()
    isFirst.current = false
  }, [name])

  return (
    <>
      {/* A button, because the part after # is the address of the view. */}
      <button type="button" class="skip" onClick={focusContent}>
        Skip to the content
      </button>
      <header class="top">
        <a class="brand" href={`#/${firstView}`}>
          starwars-api
        </a>
        <Navigation current={name} />
        <SessionStatus />
      </header>
      <main tabIndex={-1}>
        {view ? (
          <view.component />
        ) : (
          <>
            <h1>Not found</h1>
            <p>
              This page has no such view. <a href={`#/${firstView}`}>Try a request</a>
            </p>
          </>
        )}
      </main>
    </>
  )
}
