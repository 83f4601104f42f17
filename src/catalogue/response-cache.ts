import { hash } from 'node:crypto'
import { createBoundedCache } from '../cache/bounded-cache.js'

/**
 * A response body and its strong validator (RFC 9110 §8.8.3). The body is encoded once: Node would
 * encode and copy a string for every response.
 */
export interface CachedResponse {
  readonly body: Buffer
  readonly contentType: string
  readonly etag: string
}

const usualType = 'application/json'
/** Here a character is a byte of a body. */
const cacheBounds = { entries: 5_000, characters: 32 * 1024 * 1024 }

export function createResponse(mediaType: string, text: string): CachedResponse {
  const body = Buffer.from(text)
  const digest = hash('sha256', body, 'base64url')
  return { body, contentType: `${mediaType}; charset=utf-8`, etag: `"${digest.slice(0, 27)}"` }
}

/** Caches responses that depend only on the media type and the URL. */
export function createResponseCache() {
  const responses = createBoundedCache<CachedResponse>(cacheBounds, ({ body }) => body.length)
  return (mediaType: string, url: string, createBody: () => string): CachedResponse => {
    // Avoids a concatenation, which costs more than the look-up. No URL begins like a media type.
    const key = mediaType === usualType ? url : `${mediaType} ${url}`
    const known = responses.get(key)
    if (known !== undefined) return known
    const response = createResponse(mediaType, createBody())
    responses.add(key, response)
    return response
  }
}

/** Whether an If-None-Match header matches this validator (RFC 9110 §13.1.2). */
export function isFresh(ifNoneMatch: string, etag: string): boolean {
  if (ifNoneMatch.trim() === '*') return true
  return ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
}
