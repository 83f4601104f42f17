import { useEffect, useRef, useState } from 'preact/hooks'
import { asProblem, type Problem } from '../../api/problem.js'
import { type ApiRequest, isSafe } from './request-line.js'
import { type Answer, send } from './send.js'

export interface Result {
  readonly request: ApiRequest
  readonly answer?: Answer
  readonly problem?: Problem
  /** Whether the page sends it again by itself. */
  readonly isRetried: boolean
}

/** How long to wait before a request is sent again, in milliseconds. */
const pause = 3000

/** Sends one request at a time; a newer one replaces it. */
export function useRequests() {
  const [result, setResult] = useState<Result | null>(null)
  const [isSending, setIsSending] = useState(false)
  const current = useRef<AbortController>(undefined)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)

  function clear() {
    current.current?.abort()
    clearTimeout(timer.current)
    setIsSending(false)
    setResult(null)
  }

  async function run(request: ApiRequest): Promise<void> {
    current.current?.abort()
    clearTimeout(timer.current)
    const abort = new AbortController()
    current.current = abort
    setIsSending(true)
    const outcome = await send(request, abort.signal).then(
      (answer) => ({ answer }),
      (thrown) => ({ problem: asProblem(thrown) })
    )
    if (abort.signal.aborted) return
    const status = 'answer' in outcome ? outcome.answer.status : outcome.problem.status
    // Only requests that change nothing are sent again without being asked.
    const isRetried = (status === 0 || status === 503) && isSafe(request)
    setIsSending(false)
    setResult({ request, ...outcome, isRetried })
    if (isRetried) timer.current = setTimeout(() => void run(request), pause)
  }

  useEffect(() => clear, [])
  return { result, isSending, run, clear }
}
