import type { ComponentChild } from 'preact'
import type { Kind } from './statistics.js'

/** The shapes of the charts, in a square of 16 units. */
const entries: Readonly<Record<Kind, { readonly label: string; readonly shape: ComponentChild }>> =
  {
    accepted: { label: 'Accepted', shape: <circle cx="8" cy="8" r="4" fill="currentColor" /> },
    rejected: {
      label: 'Rejected (401)',
      shape: <path d="M4 4 12 12M12 4 4 12" stroke="currentColor" stroke-width="2" />
    },
    'under-way': {
      label: 'Under way when the revocation was answered',
      shape: <path d="M8 2 14 8 8 14 2 8z" fill="currentColor" />
    },
    failed: {
      label: 'Failed',
      shape: (
        <rect x="4" y="4" width="8" height="8" fill="none" stroke="currentColor" stroke-width="2" />
      )
    }
  }

/** Explains the shapes. The charts take their colours from it. */
export function Legend() {
  return (
    <ul class="watch-legend">
      {Object.entries(entries).map(([kind, { label, shape }]) => (
        <li key={kind}>
          <svg class={`kind-${kind}`} width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
            {shape}
          </svg>
          {label}
        </li>
      ))}
      <li>Dashed line: the revocation is sent. Solid line: it is answered.</li>
    </ul>
  )
}
