/**
 * The four kinds of token. A private claim (RFC 7519 §4.3) names the kind, and the kind alone
 * selects the secret: no secret ever signs or verifies two kinds.
 */
export const tokenKinds = {
  access: { claim: 'standard_claim', accepts: (value: unknown) => value === true },
  refresh: { claim: 'refresh_claim', accepts: (value: unknown) => value === true },
  email: {
    claim: 'email_claim',
    accepts: (value: unknown) => typeof value === 'string' && value !== ''
  },
  password: { claim: 'password_claim', accepts: (value: unknown) => value === true }
} as const

export type TokenKind = keyof typeof tokenKinds
export const tokenKindNames = Object.keys(tokenKinds) as TokenKind[]

export function isTokenKind(name: string): name is TokenKind {
  return Object.hasOwn(tokenKinds, name)
}

/**
 * Returns the kind that a payload's private claim names. Returns `null` unless exactly one of the four
 * claims is an own member, with a value that the table accepts.
 */
export function kindOf(payload: object): TokenKind | null {
  const present = tokenKindNames.filter((kind) => Object.hasOwn(payload, tokenKinds[kind].claim))
  const [kind] = present
  if (kind === undefined || present.length > 1) return null
  const { claim, accepts } = tokenKinds[kind]
  return accepts((payload as Record<string, unknown>)[claim]) ? kind : null
}
