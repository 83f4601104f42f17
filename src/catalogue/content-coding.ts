import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Answer } from './answer.js'

/** The codings that an answer can be sent in (RFC 9110 §8.4.1), those that save most first. */
export const codings = ['br', 'gzip'] as const
export type Coding = (typeof codings)[number]

/** Below it compressing saves less than a packet. In characters. */
export const leastCompressed = 1024

const compressors: Readonly<Record<Coding, (body: string) => Promise<Buffer>>> = {
  // Nine tenths of what the highest quality saves, at a fiftieth of its cost.
  br: (body) =>
    promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (body) => promisify(gzip)(body)
}

/** The validator of an answer's coded form: other bytes, another validator. */
export function codedEtag({ etag }: Answer, coding: Coding): string {
  return `${etag.slice(0, -1)}-${coding}"`
}

/** Compresses each answer once for each coding, on a thread of Node's pool; kept as long as the answer. */
export function createEncoder(): (answer: Answer, coding: Coding) => Promise<Buffer> {
  const coded = new WeakMap<Answer, Map<Coding, Promise<Buffer>>>()
  return (answer, coding) => {
    const forms = coded.get(answer) ?? new Map<Coding, Promise<Buffer>>()
    coded.set(answer, forms)
    const known = forms.get(coding)
    if (known !== undefined) return known
    const made = compressors[coding](answer.body)
    forms.set(coding, made)
    return made
  }
}
