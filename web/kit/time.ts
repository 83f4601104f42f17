const dateAndTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' })
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

const units = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1]
] as const

/** A time of the API in the user's time zone, for example "Nov 23, 2026, 1:00 PM". */
export const formatTime = (time: string | number | Date) => dateAndTime.format(new Date(time))

/** The same with seconds and the time zone. */
export const formatExactTime = (time: string | number | Date) => exact.format(new Date(time))

/** For example "5 minutes ago" or "in 2 days". */
export function formatRelative(time: string | number | Date, now: number = Date.now()): string {
  const seconds = Math.round((new Date(time).getTime() - now) / 1000)
  const [unit, size] = units.find(([, size]) => Math.abs(seconds) >= size) ?? ['second', 1]
  return relative.format(Math.trunc(seconds / size), unit)
}

/** A duration in its two largest units, for example "9 h 59 min" or "1 min 5 s". */
export function formatDuration(seconds: number): string {
  const names = { day: 'd', hour: 'h', minute: 'min', second: 's' }
  let rest = Math.max(0, Math.floor(seconds))
  const parts = units.map(([unit, size]) => {
    const count = Math.floor(rest / size)
    rest -= count * size
    return { count, name: names[unit] }
  })
  const first = parts.findIndex(({ count }) => count > 0)
  if (first < 0) return '0 s'
  return parts
    .slice(first, first + 2)
    .filter(({ count }) => count > 0)
    .map(({ count, name }) => `${count} ${name}`)
    .join(' ')
}
