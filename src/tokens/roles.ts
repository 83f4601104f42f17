/**
 * The roles, from the lowest to the highest. A role has the rights of all lower roles. A new role is
 * one more name in this list.
 */
export const roleNames = ['basic', 'admin'] as const

export type Role = (typeof roleNames)[number]

const ranks = Object.fromEntries(roleNames.map((name, rank) => [name, rank])) as Record<
  Role,
  number
>

export function isRole(name: unknown): name is Role {
  return typeof name === 'string' && Object.hasOwn(ranks, name)
}

export function meetsMinimum(role: Role, minimum: Role): boolean {
  return ranks[role] >= ranks[minimum]
}

/** Whether a role has the rights of an admin: it is `admin` or higher. */
export const isAdminRole = (role: Role): boolean => meetsMinimum(role, 'admin')
export const adminRoles: readonly Role[] = roleNames.filter(isAdminRole)

/** Whether a route with this minimum role rejects any role. */
export function excludesSomeRole(minimum: Role): boolean {
  return roleNames.some((role) => !meetsMinimum(role, minimum))
}
