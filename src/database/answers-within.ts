import { setTimeout } from 'node:timers/promises'

/** Whether a question is answered in time, by whatever but an error. @param patience in milliseconds */
export async function answersWithin(
  ask: () => Promise<unknown>,
  patience: number
): Promise<boolean> {
  const stop = new AbortController()
  const answer = ask().then(
    () => true,
    () => false
  )
  const timeout = setTimeout(patience, false, { signal: stop.signal }).catch(() => false)
  return Promise.race([answer, timeout]).finally(() => stop.abort())
}
