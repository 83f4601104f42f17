/** Writes a line. @param count the number of events since the line before, this one included */
type Write = (count: number) => void

interface Window {
  count: number
  /** Of its last event, if it has any. */
  write?: Write
}

/** Does not keep the process alive. */
const later = (act: () => void, delay: number): unknown => setTimeout(act, delay).unref()

/**
 * Limits lines that repeat. Writes the first line of a subject at once, and from then on at most one
 * in each interval, with the number of its events.
 *
 * @param interval in milliseconds
 */
export function createSampledLines(interval: number, schedule = later) {
  const windows = new Map<string, Window>()

  function open(subject: string): void {
    const window: Window = { count: 0 }
    windows.set(subject, window)
    schedule(() => {
      windows.delete(subject)
      if (window.write === undefined) return
      window.write(window.count)
      open(subject)
    }, interval)
  }

  return (subject: string, write: Write): void => {
    const window = windows.get(subject)
    if (window === undefined) {
      write(1)
      open(subject)
    } else {
      window.count++
      window.write = write
    }
  }
}
