import { useEffect, useState } from 'preact/hooks'
import { asProblem, isPassing, type Problem } from './problem.js'

/** How long to wait before the next try, in milliseconds. */
const pauses = [500, 1000, 2000, 5000]

interface Loaded<Data> {
  /** The last data; it stays while newer data are loaded. */
  readonly data: Data | undefined
  /** The last problem; null after a success. */
  readonly problem: Problem | null
  readonly isLoading: boolean
  reload(): void
}

/**
 * Loads data whenever `key` changes. A service that is away is tried again by itself.
 *
 * @param load throws a Problem
 */
export function useLoad<Data>(
  key: string,
  load: (signal: AbortSignal) => Promise<Data>
): Loaded<Data> {
  const [state, setState] = useState<{
    readonly data?: Data
    readonly problem: Problem | null
    readonly isLoading: boolean
  }>({ problem: null, isLoading: true })
  const [round, setRound] = useState(0)

  useEffect(() => {
    const abort = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    async function attempt(count: number): Promise<void> {
      try {
        const data = await load(abort.signal)
        if (!abort.signal.aborted) setState({ data, problem: null, isLoading: false })
      } catch (thrown) {
        if (abort.signal.aborted) return
        const problem = asProblem(thrown)
        const retries = isPassing(problem)
        setState((old) => ({ ...old, problem, isLoading: retries }))
        const pause = pauses[Math.min(count, pauses.length - 1)]
        if (retries) timer = setTimeout(() => void attempt(count + 1), pause)
      }
    }
    setState((old) => ({ ...old, isLoading: true }))
    void attempt(0)
    return () => {
      abort.abort()
      clearTimeout(timer)
    }
  }, [key, round])

  return { data: undefined, ...state, reload: () => setRound((old) => old + 1) }
}
