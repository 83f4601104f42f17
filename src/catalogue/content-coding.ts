import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { CachedResponse } from './response-cache.js'

/** The content codings (RFC 9110 §8.4.1) that a response can have, the most compact first. */
export const codings = ['br', 'gzip'] as const
export type Coding = (typeof codings)[number]

/** In characters: compressing a shorter body saves less than a packet. */
export const leastCompressed = 1024

const compressors: Readonly<Record<Coding, (body: string) => Promise<Buffer>>> = {
  // Saves nine tenths of what the highest quality saves, at a fiftieth of its cost.
  br: (body) =>
    promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (body) => promisify(gzip)(body)
}

/** The validator of a coded form: its bytes differ, so it needs one of its own. */
export function codedEtag({ etag }: CachedResponse, coding: Coding): string {
  return `${etag.slice(0, -1)}-${coding}"`
}

/** Compresses each response once per coding, on Node's thread pool, and keeps the result with it. */
export function createEncoder(): (response: CachedResponse, coding: Coding) => Promise<Buffer> {
  const coded = new WeakMap<CachedResponse, Map<Coding, Promise<Buffer>>>()
  return (response, coding) => {
    const forms = coded.get(response) ?? new Map<Coding, Promise<Buffer>>()
    coded.set(response, forms)
    const known = forms.get(coding)
    if (known !== undefined) return known
    const made = compressors[coding](response.body)
    forms.set(coding, made)
    return made
  }
}
