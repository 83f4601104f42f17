import type { Result } from './use-requests.js'

function formatSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  return bytes < 1e6 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
}

/** Status, time and size of the answer. It is always there, so that screen readers read changes. */
export function StatusLine({ result, isSending }: { result: Result | null; isSending: boolean }) {
  const answer = result?.answer
  return (
    <p class="status-line" role="status" aria-busy={isSending}>
      {answer && (
        <>
          <strong class={answer.status < 400 ? 'status-good' : 'status-bad'}>
            {answer.status} {answer.statusText}
          </strong>{' '}
          <span>{Math.round(answer.time)} ms</span> <span>{formatSize(answer.size)}</span>{' '}
          <span>{answer.type}</span>
        </>
      )}
    </p>
  )
}
