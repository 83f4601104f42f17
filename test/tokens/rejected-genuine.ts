import { mint, noon } from '../helper.js'
import type { Attempt, Rejected, Table } from './attempt.js'
import { access } from './made-tokens.js'

const single = 'c0ffee00-1c3b-4d8a-8f2e-5b7a9d0e1f23'
const session = 'a5e55100-9d2f-4b61-b3c8-7e0f1a2b3c4d'
const otherSession = 'a5e55100-9d2f-4b61-b3c8-7e0f1a2b3c4e'

const logout = { method: 'POST', target: '/users/v1/logout' } as const
const ofSession = access({ sid: session })
const withoutSession = access({ sub: single })
const adminOnly = (name: string, token: string, code?: Rejected['code']): Rejected => ({
  name,
  token,
  target: '/admin-only',
  ...(code && { code })
})

/** The logouts that are sent, and accepted, before the table. */
export const logouts: readonly Attempt[] = [
  { name: 'logout of a token without session', token: withoutSession, ...logout },
  { name: 'logout of a session', token: ofSession, ...logout }
]

/** Genuine, unexpired tokens that are still rejected: revoked, or with an insufficient role. */
export const genuine: Table = {
  rejected: [
    { name: 'the token that was logged out', token: withoutSession },
    { name: 'the token of the session that was logged out', token: ofSession },
    { name: 'another token with the revoked sub', token: access({ sub: single, user_id: 2 }) },
    { name: 'the revoked sub in upper case', token: access({ sub: single.toUpperCase() }) },
    { name: 'another token of the revoked session', token: access({ sid: session }) },
    { name: 'the revoked sid in upper case', token: access({ sid: session.toUpperCase() }) },
    {
      name: 'a refresh token of the revoked session',
      token: mint('refresh', { sid: session }, noon),
      ...logout
    },
    { name: 'logout with the revoked token', token: withoutSession, ...logout },
    adminOnly('a revoked token whose role is too low', withoutSession),
    adminOnly('role too low', access(), 'authorisation-required'),
    adminOnly(
      'role too low, with session',
      access({ sid: otherSession }),
      'authorisation-required'
    ),
    adminOnly('role too low, and expired', access({ exp: noon - 1 }), 'token-expired'),
    adminOnly(
      'role admin, and expired',
      access({ exp: noon - 1, access_role: 'admin' }),
      'token-expired'
    ),
    adminOnly('role admin in a refresh token', mint('refresh', { access_role: 'admin' }, noon)),
    {
      name: 'revoked and expired: the date is known before',
      token: access({ sub: single, exp: noon - 1 }),
      code: 'token-expired'
    }
  ],
  accepted: [
    { name: 'a token without session', token: access() },
    { name: 'a token of another session', token: access({ sid: otherSession }) },
    {
      name: 'role admin on a route for admin',
      token: access({ access_role: 'admin' }),
      target: '/admin-only'
    },
    {
      name: 'role admin with a session',
      token: access({ access_role: 'admin', sid: otherSession }),
      target: '/admin-only'
    }
  ]
}
