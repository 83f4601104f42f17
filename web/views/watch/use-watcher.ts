import { useEffect, useRef, useState } from 'preact/hooks'
import { api, noticeRejection, pair } from '../../api/session.js'
import { baseUrl, peers } from '../../api/settings.js'
import { sendProbe, sendRevocation, watchedPath } from './requests.js'
import { interval, Watcher } from './watcher.js'

/** The instances that are watched: this one, and its peers. */
export const origins: readonly string[] = [baseUrl, ...peers]

/** The figures change so often, in ticks. They would be unreadable at each one. */
const ticksPerChange = 3

/** Runs one watch at a time. It ends with the view. */
export function useWatcher() {
  const [watcher, setWatcher] = useState<Watcher | null>(null)
  const [, setRound] = useState(0)
  const timer = useRef<ReturnType<typeof setInterval>>(undefined)
  const current = useRef<Watcher | null>(null)
  const redraw = () => setRound((round) => round + 1)

  function stop(): void {
    current.current?.stop()
    clearInterval(timer.current)
    redraw()
  }

  useEffect(() => stop, [])

  return {
    watcher,
    stop,
    start(token: string): void {
      stop()
      const next = new Watcher({
        origins,
        now: () => performance.now(),
        send: (origin) => sendProbe(origin, token),
        revoke: () => sendRevocation(token),
        onCut({ by }) {
          redraw()
          if (by === 'button') void noticeRejection(token)
          // Any instance may have rejected it. Only this one decides about the session of the page:
          // the client ends the session if its token is rejected.
          else if (pair.value?.token === token) void api.GET(watchedPath).catch(() => {})
        }
      })
      let ticks = 0
      timer.current = setInterval(() => {
        next.tick()
        if (next.end !== null) clearInterval(timer.current)
        if (next.end !== null || ticks++ % ticksPerChange === 0) redraw()
      }, interval)
      next.tick()
      current.current = next
      setWatcher(next)
    }
  }
}
