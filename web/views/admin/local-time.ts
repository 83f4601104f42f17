const two = (value: number) => String(value).padStart(2, '0')

/** Converts a time of the API to the value of an input for local times; '' if it is no time. */
export function toLocalInput(time: string): string {
  const date = new Date(time)
  if (Number.isNaN(date.getTime())) return ''
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-')
  const seconds = date.getSeconds() === 0 ? '' : `:${two(date.getSeconds())}`
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}${seconds}`
}

/** Converts a local time to one of the API (RFC 3339, UTC); '' if it is no time. */
export function fromLocalInput(value: string): string {
  const date = new Date(value)
  return value === '' || Number.isNaN(date.getTime())
    ? ''
    : date.toISOString().replace(/\.\d+Z$/, 'Z')
}
