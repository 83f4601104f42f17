import type { ComponentChildren } from 'preact'
import { isPassing, type Problem } from '../api/problem.js'

type Tone = 'info' | 'good' | 'bad'

/** A message. Bad news interrupt a screen reader, others wait. */
export function Notice({ tone, children }: { tone: Tone; children: ComponentChildren }) {
  return (
    <div class={`notice notice-${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
      {children}
    </div>
  )
}

interface ProblemProps {
  readonly problem: Problem
  readonly isRetrying?: boolean
  /** What the user can do about it. */
  readonly children?: ComponentChildren
}

/** A problem document in words, with the id by which operators find the request. */
export function ProblemNotice({ problem, isRetrying, children }: ProblemProps) {
  const { title, detail, errors, code, instance } = problem
  return (
    <Notice tone={isPassing(problem) ? 'info' : 'bad'}>
      <p>
        <strong>{title}</strong>
        {detail && detail !== title && <>. {detail}</>}
      </p>
      {errors && (
        <ul>
          {errors.map(({ path, message }) => (
            <li key={path + message}>
              <code>{path}</code> {message}
            </li>
          ))}
        </ul>
      )}
      {children}
      {isRetrying && <p>Trying again…</p>}
      {(code || instance) && (
        <p class="fine">
          {code && <code>{code}</code>}{' '}
          {instance && <>Request {instance.replace('urn:uuid:', '')}</>}
        </p>
      )}
    </Notice>
  )
}
