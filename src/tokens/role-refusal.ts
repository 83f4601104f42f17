import { insufficientScope } from '../problems/catalogue.js'
import { type Problem, problem } from '../problems/problem.js'
import { meetsMinimum, type Role } from './roles.js'

/** Returns the problem for a role below the minimum; undefined for any other role. */
export function roleRefusal(role: Role, minimumRole: Role): Problem | undefined {
  if (meetsMinimum(role, minimumRole)) return undefined
  return problem('authorisation-required', { headers: insufficientScope(minimumRole) })
}
