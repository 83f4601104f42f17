import { hash } from 'node:crypto'
import { createBoundedCache } from '../cache/bounded-cache.js'

/**
 * An answer, made once, and the strong validator of just these bytes (RFC 9110 §8.8.3). A string,
 * because Node sends a string together with the headers in one write, and bytes in two.
 */
export interface Answer {
  readonly body: string
  readonly contentType: string
  readonly etag: string
}

/** Bounds of the answers that are kept. */
const cacheBounds = { entries: 5_000, characters: 32 * 1024 * 1024 }

export function createAnswer(mediaType: string, body: string): Answer {
  const digest = hash('sha256', body, 'base64url')
  return { body, contentType: `${mediaType}; charset=utf-8`, etag: `"${digest.slice(0, 27)}"` }
}

/** Keeps the answers to requests that repeat. Only what the type and the URL alone decide may go in. */
export function createAnswers(): (mediaType: string, url: string, make: () => string) => Answer {
  const answers = createBoundedCache<Answer>(cacheBounds, ({ body }) => body.length)
  return (mediaType, url, make) => {
    const key = `${mediaType} ${url}`
    const known = answers.get(key)
    if (known !== undefined) return known
    const answer = createAnswer(mediaType, make())
    answers.add(key, answer)
    return answer
  }
}

/** Whether a client that sends this If-None-Match has these bytes already (RFC 9110 §13.1.2). */
export function isFresh(ifNoneMatch: string, etag: string): boolean {
  if (ifNoneMatch.trim() === '*') return true
  return ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
}
