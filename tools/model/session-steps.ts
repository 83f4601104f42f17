import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  at,
  command,
  expectOutcome,
  expectPair,
  guess,
  has,
  hasAny,
  logIn,
  nth,
  passwords,
  pick,
  rightPassword,
  tokensOf,
  who
} from './steps.js'
import type { Request } from './system.js'

export const logins = fc.tuple(at, who, guess, fc.boolean()).map(([at, who, guess, takeover]) =>
  command(
    `${who} logs in with ${guess}${takeover ? ', with takeover' : ''} (${at})`,
    async (model, system) => {
      const password = rightPassword(guess, model.accountOf(who))
      await logIn(model, system, at, { who, password, takeover })
    }
  )
)

export const refreshes = fc.tuple(at, nth).map(([at, nth]) =>
  command(
    `refresh token ${nth} is exchanged (${at})`,
    async (model, system) => {
      const refresh = pick(tokensOf(model, 'refresh'), nth)
      const token = system.bytesOf(refresh)
      const request: Request = { method: 'POST', url: '/users/v1/generate_tokens', token }
      await expectPair(system, at, request, model.refresh(refresh))
    },
    has('refresh')
  )
)

export const doubleRefreshes = nth.map((nth) =>
  command(
    `refresh token ${nth} is exchanged on both instances concurrently`,
    async (model, system) => {
      const refresh = pick(tokensOf(model, 'refresh'), nth)
      const token = system.bytesOf(refresh)
      const request: Request = { method: 'POST', url: '/users/v1/generate_tokens', token }
      const expected = model.refresh(refresh)
      // The second request gets the pair of the first one.
      assert.equal(model.refresh(refresh), expected)
      await Promise.all([0, 1].map((at) => expectPair(system, at, request, expected)))
    },
    has('refresh')
  )
)

export const logouts = fc
  .tuple(at, nth, fc.constantFrom('access', 'refresh'), fc.constantFrom('local', 'others', 'all'))
  .map(([at, nth, kind, scope]) =>
    command(
      `${kind} token ${nth} logs out, ${scope} (${at})`,
      async (model, system) => {
        const token = pick(tokensOf(model, kind), nth)
        const url = `/users/v1/logout?scope=${scope}`
        const request: Request = { method: 'POST', url, token: system.bytesOf(token) }
        await expectOutcome(system, at, request, model.logOut(token, scope))
      },
      has(kind)
    )
  )

export const sessionEnds = fc.tuple(at, nth, nth).map(([at, nth, other]) =>
  command(
    `access token ${nth} ends session ${other} (${at})`,
    async (model, system) => {
      const access = pick(tokensOf(model, 'access'), nth)
      const session = pick(model.sessions, other)
      const url = `/users/v1/me/sessions/${system.sidOf(session)}`
      const request: Request = { method: 'DELETE', url, token: system.bytesOf(access) }
      await expectOutcome(system, at, request, model.endSession(access, session))
    },
    has('access')
  )
)

export const revocations = fc.tuple(at, nth).map(([at, nth]) =>
  command(
    `token ${nth} is revoked (${at})`,
    async (model, system) => {
      const token = pick([...model.mailed, ...model.tokens], nth)
      model.revoke(token)
      const body = `token=${system.bytesOf(token)}`
      await expectOutcome(system, at, { method: 'POST', url: '/tokens/v1/revoke', body }, 'ok')
    },
    hasAny
  )
)

/** The routes that reject each kind of token, whatever its age. */
const wrongRoutes = {
  access: ['generate_tokens', 'email_verification'],
  refresh: ['email_verification', 'password_change'],
  email: ['generate_tokens', 'logout', 'password_change'],
  password: ['generate_tokens', 'logout', 'email_verification']
} as const

export const misuses = fc.tuple(at, nth, nth).map(([at, nth, other]) =>
  command(
    `token ${nth} on a route for another kind (${other}) (${at})`,
    async (model, system) => {
      const token = pick([...model.mailed, ...model.tokens], nth)
      const route = pick(wrongRoutes[token.kind], other)
      const method = route === 'password_change' ? 'PUT' : 'POST'
      const body = route === 'password_change' ? { body: { password: passwords[0] } } : {}
      const request = {
        method,
        url: `/users/v1/${route}`,
        token: system.bytesOf(token),
        ...body
      } as const
      await expectOutcome(system, at, request, 'token-invalid')
    },
    hasAny
  )
)
