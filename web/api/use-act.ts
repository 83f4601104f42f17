import { useState } from 'preact/hooks'
import { asProblem, type Problem } from './problem.js'

/** Runs an act of the user, and shows whether it runs and why it failed. */
export function useAct() {
  const [isRunning, setIsRunning] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  return {
    isRunning,
    problem,
    clear: () => setProblem(null),
    /** Runs `act`, unless an act is running. Resolves to whether it succeeded. */
    async run(act: () => Promise<unknown>): Promise<boolean> {
      if (isRunning) return false
      setIsRunning(true)
      setProblem(null)
      try {
        await act()
        return true
      } catch (thrown) {
        setProblem(asProblem(thrown))
        return false
      } finally {
        setIsRunning(false)
      }
    }
  }
}
