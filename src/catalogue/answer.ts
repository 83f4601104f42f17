import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'

/**
 * A JSON answer, made once, and the strong validator of just these bytes (RFC 9110 §8.8.3). A
 * string, because Node sends a string together with the headers in one write, and bytes in two.
 */
export interface Answer {
  readonly body: string
  readonly etag: string
}

/** Bounds of the answers that are kept. In entries, and in characters of body and key. */
const maxAnswers = 5_000
const maxCharacters = 32 * 1024 * 1024

function createAnswer(value: unknown): Answer {
  const body = JSON.stringify(value)
  const digest = createHash('sha256').update(body).digest('base64url')
  return { body, etag: `"${digest.slice(0, 27)}"` }
}

/** Keeps the answers to requests that repeat. Only what depends on nothing but its key may go in. */
export function createAnswers(): (key: string, make: () => unknown) => Answer {
  const answers = new LRUCache<string, Answer>({
    max: maxAnswers,
    maxSize: maxCharacters,
    sizeCalculation: ({ body }, key) => body.length + key.length
  })
  return (key, make) => {
    const known = answers.get(key)
    if (known !== undefined) return known
    const answer = createAnswer(make())
    answers.set(key, answer)
    return answer
  }
}

/** Whether a client that sends this If-None-Match has these bytes already (RFC 9110 §13.1.2). */
export function isFresh(ifNoneMatch: string, etag: string): boolean {
  if (ifNoneMatch.trim() === '*') return true
  return ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
}
