/** The roles and their levels. A role has the rights of all lower levels. A new role is one line. */
export const roles = { basic: 1, admin: 2 } as const

export type Role = keyof typeof roles
export const roleNames = Object.keys(roles) as Role[]

export function isRole(name: unknown): name is Role {
  return typeof name === 'string' && Object.hasOwn(roles, name)
}

export function meetsMinimum(role: Role, minimum: Role): boolean {
  return roles[role] >= roles[minimum]
}

/** Whether a route with this minimum role rejects any role. */
export function excludesSomeRole(minimum: Role): boolean {
  return roleNames.some((role) => !meetsMinimum(role, minimum))
}
