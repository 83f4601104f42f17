import { addUp, type Cut, type Summary } from './statistics.js'
import { type End, requestsAfter } from './watcher.js'

export interface Verdict {
  readonly tone: 'info' | 'good' | 'bad'
  readonly text: string
}

/** Returns a count with its noun: `1 request`, `2 requests`. */
export const count = (number: number, noun: string) =>
  `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`

/** Returns a time in milliseconds with a precision that fits it. */
export const milliseconds = (time: number) => `${time.toFixed(Math.abs(time) < 10 ? 1 : 0)} ms`

/** Returns when something happened, relative to the end of the token. */
export const offset = (time: number) =>
  time < 0 ? `${milliseconds(-time)} before` : `${milliseconds(time)} after`

const basis = {
  button: 'the revocation was answered',
  elsewhere: 'the first rejection arrived'
}

const advice = {
  button: 'This must not happen: check the instance that accepted them.',
  elsewhere: 'Check the instance that accepted them.'
}

function textOfCut(by: 'button' | 'elsewhere', summaries: readonly Summary[]): Verdict {
  const { sentAfter, letThrough, rejectedAfter } = addUp(summaries)
  const cause = by === 'elsewhere' ? 'The token was revoked elsewhere. ' : ''
  const requests = count(sentAfter, 'request')
  if (letThrough > 0) {
    const text = `${cause}${letThrough} of ${requests} sent after ${basis[by]} were let through. ${advice[by]}`
    return { tone: 'bad', text }
  }
  const silent = summaries.filter(({ rejectedAfter }) => rejectedAfter === 0).length
  if (silent > 0) {
    const text = `${cause}${count(silent, 'instance')} answered nothing after ${basis[by]}, so nothing is known about it. The others let no request through.`
    return {
      tone: 'info',
      text: silent === summaries.length ? `${cause}No instance answered.` : text
    }
  }
  const where =
    { 1: 'on this instance', 2: 'on both instances' }[summaries.length] ?? 'on every instance'
  const text = `${cause}The token is dead ${where}. Of ${requests} sent after ${basis[by]}, none was let through.`
  const failed = sentAfter - rejectedAfter
  if (failed === 0) return { tone: 'good', text }
  // The service may have accepted a request whose answer was lost.
  return {
    tone: 'info',
    text: `${cause}Of ${requests} sent after ${basis[by]}, ${rejectedAfter} were rejected. The others failed, so nothing is known about them.`
  }
}

/** Says how a watch has ended; null while it runs. */
export function verdictOf(
  end: End | null,
  cut: Cut | null,
  summaries: readonly Summary[]
): Verdict | null {
  const { letThrough } = addUp(summaries)
  if (end === 'never-accepted') {
    return { tone: 'bad', text: 'The service rejects this token. Use another one.' }
  }
  if (cut?.by === 'expiry' && letThrough > 0) {
    const text = `The token has expired. ${count(letThrough, 'request')} sent after the first rejection were let through: the clocks of the instances differ.`
    return { tone: 'info', text }
  }
  if (cut?.by === 'expiry') {
    const text =
      'The token has expired, so nothing needed to be revoked. Each instance reads the time of expiry from the token itself.'
    return { tone: 'info', text }
  }
  // A request that was let through is never hidden, not even in an incomplete watch.
  if (cut !== null && (end === 'complete' || letThrough > 0))
    return textOfCut(cut.by as 'button' | 'elsewhere', summaries)
  if (end === 'too-long') {
    return { tone: 'info', text: 'The watch has stopped after half an hour. Start it again.' }
  }
  if (end === 'stopped') {
    const text =
      cut === null
        ? 'You stopped the watch. The token was not revoked.'
        : `You stopped the watch before each instance got ${requestsAfter} requests.`
    return { tone: 'info', text }
  }
  return null
}
