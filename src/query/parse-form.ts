import { parse } from 'fast-querystring'
import { percentDecode } from '../config/percent-decode.js'
import { type InputError, invalidInput } from '../problems/problem.js'

/** Returns an error for each member with malformed percent-encoding; the parser does not decode it. */
function undecodable(body: string): InputError[] {
  if (!body.includes('%')) return []
  return body
    .split('&')
    .filter((pair) => percentDecode(pair) === null)
    .map((pair) => {
      const name = pair.split('=', 1)[0] as string
      const path = percentDecode(name.replaceAll('+', ' ')) ?? name
      const message =
        'malformed percent-encoding; allowed: "%" followed by two hex digits; the bytes must be UTF-8'
      return { path, message }
    })
}

/**
 * Parses an `application/x-www-form-urlencoded` body (RFC 6749, appendix B): flat, each member once.
 *
 * @returns an object without a prototype
 * @throws Problem `validation-failed` that names each member that occurs more than once
 *   (RFC 6749 §3.2), or whose percent-encoding is malformed
 */
export function parseForm(body: string): Record<string, string> {
  const malformed = undecodable(body)
  if (malformed.length > 0) throw invalidInput(malformed)
  const form = parse(body)
  const errors = Object.entries(form)
    .filter(([, value]) => Array.isArray(value))
    .map(([path]) => ({ path, message: 'given more than once; allowed: once' }))
  if (errors.length > 0) throw invalidInput(errors)
  return form as Record<string, string>
}
