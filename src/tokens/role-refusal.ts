import { insufficientScope } from '../problems/catalogue.js'
import { type Problem, problem } from '../problems/problem.js'
import { meetsMinimum, type Role } from './roles.js'

/** What is said to a role below the minimum; undefined if it is not. */
export function roleRefusal(role: Role, minimumRole: Role): Problem | undefined {
  if (meetsMinimum(role, minimumRole)) return undefined
  return problem('authorisation-required', { headers: insufficientScope(minimumRole) })
}
