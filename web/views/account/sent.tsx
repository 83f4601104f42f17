import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { Button } from '../../kit/button.js'
import { WhereMailsAre } from './where-mails-are.js'

/** Takes the place of a form that has caused a mail, and says what to do next. */
export function Sent({ children, onBack }: { children: ComponentChildren; onBack(): void }) {
  const message = useRef<HTMLDivElement>(null)
  // The button that had the focus is gone.
  useEffect(() => message.current?.focus(), [])
  return (
    <>
      <div ref={message} class="notice notice-good" role="status" tabIndex={-1}>
        {children}
        <WhereMailsAre />
      </div>
      <div class="actions">
        <a class="button button-main" href="#/account">
          Sign in
        </a>
        <Button onClick={onBack}>Back to the form</Button>
      </div>
    </>
  )
}
