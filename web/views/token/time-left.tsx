import { useEffect, useState } from 'preact/hooks'
import { formatDuration, formatRelative } from '../../kit/time.js'

/** Counts the time of a token down. A screen reader is not interrupted each second. */
export function TimeLeft({ claims }: { claims: Readonly<Record<string, unknown>> }) {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  const { iat, exp } = claims
  if (typeof exp !== 'number' || Math.abs(exp) > 8e12) return <>It has no time of expiry.</>
  const left = exp - now / 1000
  const life = typeof iat === 'number' ? exp - iat : 0
  return (
    <span aria-live="off">
      {left > 0 ? formatDuration(left) : `Expired ${formatRelative(exp * 1000, now)}`}
      {life > 0 && left > 0 && (
        <>
          {' '}
          of {formatDuration(life)}{' '}
          <meter class="time-left" min={0} max={life} value={left} aria-label="Time left" />
        </>
      )}
    </span>
  )
}
