import Negotiator from 'negotiator'
import { type Coding, codings } from './content-coding.js'

/** Returns a media type with its parameters, because `Accept` may list or exclude it with any of them. */
const withParameters = (type: string) =>
  `${type}; charset=utf-8${type === 'text/csv' ? '; header=present' : ''}`

/**
 * Returns the offered media type that an `Accept` header prefers (RFC 9110 §12.5.1): the first one
 * if it has no preference, undefined if it accepts none of them.
 */
export function preferredType<Type extends string>(
  accept: string | undefined,
  offered: readonly [Type, ...Type[]]
): Type | undefined {
  // An empty header has no preference.
  if (accept === undefined || accept === '*/*' || accept.trim() === '') return offered[0]
  const chosen = new Negotiator({ headers: { accept } }).mediaType(offered.map(withParameters))
  return offered.find((type) => withParameters(type) === chosen)
}

/** Returns the content coding that an `Accept-Encoding` header prefers; undefined for none. */
export function preferredCoding(accepted: string | undefined): Coding | undefined {
  if (accepted === undefined) return undefined
  // Names of codings and parameters are case-insensitive (RFC 9110 §5.6.6, §8.4.1).
  const headers = { 'accept-encoding': accepted.toLowerCase() }
  const chosen = new Negotiator({ headers }).encoding([...codings, 'identity'])
  return codings.find((coding) => coding === chosen)
}
