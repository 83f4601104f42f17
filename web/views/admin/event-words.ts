import type { UserEvent } from './acts.js'

/** The types of events in words. */
export const eventWords: Readonly<Record<UserEvent['type'], string>> = {
  signup: 'Sign-up',
  verification: 'Address verified',
  login: 'Login',
  logout: 'Logout',
  refresh: 'Refresh of the tokens',
  'refresh-reuse': 'Reuse of a refresh token',
  takeover: 'Takeover of a session',
  'password-change': 'Password changed',
  'password-forgotten': 'Password forgotten',
  'password-reset': 'Password set by a mailed link',
  'email-change-requested': 'Change of the address requested',
  'email-changed': 'Address changed',
  'account-deleted': 'Account deleted by the user',
  'session-ended': 'Session ended',
  'role-changed': 'Role changed',
  disabled: 'User disabled',
  enabled: 'User enabled',
  'user-created': 'User created',
  'user-deleted': 'User deleted by an admin',
  'sessions-revoked': 'Sessions revoked',
  authentication: 'Authentication by a token',
  'client-authentication': 'Authentication of a client',
  'client-created': 'Client created',
  'client-rotated': 'Secret of a client rotated',
  'client-deleted': 'Client deleted',
  'service-created': 'Client created (earlier releases)',
  'tokens-cut-off': 'Older tokens cut off',
  'mail-failed': 'Mail failed'
}

/** The facts of an event as text, for example `from: basic, to: admin`. */
export function factsOf({ detail }: Pick<UserEvent, 'detail'>): string {
  return Object.entries(detail)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ')
}
