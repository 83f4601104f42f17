import { parse } from 'fast-querystring'
import { invalidInput } from '../problems/problem.js'

/**
 * Reads an `application/x-www-form-urlencoded` body (RFC 6749, appendix B): flat, every member once.
 *
 * @returns an object without a prototype
 * @throws Problem `validation-failed` naming each member that came more than once (RFC 6749 §3.2)
 */
export function parseForm(body: string): Record<string, string> {
  const form = parse(body)
  const errors = Object.entries(form)
    .filter(([, value]) => Array.isArray(value))
    .map(([path]) => ({ path, message: 'given more than once; allowed: once' }))
  if (errors.length > 0) throw invalidInput(errors)
  return form as Record<string, string>
}
