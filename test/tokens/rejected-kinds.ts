import { type TokenKind, tokenKindNames } from '../../src/tokens/kinds.js'
import { claims, forge, mint, noon, secrets } from '../helper.js'
import type { Attempt, Table } from './attempt.js'
import { access, goodPayload, payloadText } from './made-tokens.js'

const header = { alg: 'HS256', typ: 'JWT' }

/** A valid token, but signed with the secret of another kind. */
const signedAs = (kind: TokenKind, other: TokenKind) =>
  forge(header, claims(kind, {}, noon), secrets[other])

const pairs = tokenKindNames.flatMap((kind) =>
  tokenKindNames.filter((other) => other !== kind).map((other) => [kind, other] as const)
)

const standard = (value: unknown, others: object = {}): string =>
  access({ standard_claim: value, ...others })

const email = (value: unknown): Attempt => ({
  name: `email_claim ${JSON.stringify(value)}`,
  token: mint('email', { email_claim: value }, noon),
  target: '/takes-email'
})

const claimless = goodPayload({ standard_claim: undefined })

/**
 * One private claim determines the kind, the kind selects the secret, and each route accepts some
 * kinds.
 */
export const kinds: Table = {
  rejected: [
    ...pairs.map(([kind, other]) => ({
      name: `${kind} token signed with the secret of ${other} tokens`,
      token: signedAs(kind, other),
      target: `/takes-${kind}`
    })),
    ...pairs.map(([kind, other]) => ({
      name: `good ${kind} token at a route for ${other} tokens`,
      token: mint(kind, {}, noon),
      target: `/takes-${other}`
    })),
    ...pairs.map(([kind, other]) => ({
      name: `${kind} token at a route for ${other} tokens, signed with their secret`,
      token: signedAs(kind, other),
      target: `/takes-${other}`
    })),
    ...(['refresh', 'email', 'password'] as const).map((kind) => ({
      name: `good ${kind} token at the catalogue`,
      token: mint(kind, {}, noon)
    })),
    ...(['email', 'password'] as const).map((kind) => ({
      name: `good ${kind} token at logout`,
      token: mint(kind, {}, noon),
      method: 'POST' as const,
      target: '/users/v1/logout'
    })),
    ...[undefined, false, 'true', 1, 0, null, '', 'access', [true], {}].map((value) => ({
      name: `standard_claim ${value === undefined ? 'missing' : JSON.stringify(value)}`,
      token: standard(value)
    })),
    ...(['refresh_claim', 'email_claim', 'password_claim'] as const).flatMap((claim) =>
      [true, false, null, 'a@example.org'].map((value) => ({
        name: `standard_claim and ${claim} ${JSON.stringify(value)}`,
        token: standard(true, { [claim]: value })
      }))
    ),
    {
      name: 'the private claim inherited',
      token: payloadText(claimless.replace('{', '{"__proto__":{"standard_claim":true},'))
    },
    {
      name: 'another spelling of the private claim',
      token: standard(undefined, { Standard_claim: true })
    },
    {
      name: 'refresh_claim "true"',
      token: mint('refresh', { refresh_claim: 'true' }, noon),
      target: '/takes-refresh'
    },
    {
      name: 'password_claim 1',
      token: mint('password', { password_claim: 1 }, noon),
      target: '/takes-password'
    },
    ...['', null, true, 1, ['rey@example.org'], { address: 'rey@example.org' }].map(email)
  ],
  accepted: [
    ...tokenKindNames.map((kind) => ({
      name: `good ${kind} token at a route for ${kind} tokens`,
      token: mint(kind, {}, noon),
      target: `/takes-${kind}`
    })),
    ...(['access', 'refresh'] as const).map((kind) => ({
      name: `good ${kind} token at logout`,
      token: mint(kind, {}, noon),
      method: 'POST' as const,
      target: '/users/v1/logout'
    })),
    { name: 'inherited claims of other kinds do not count', token: access({ toString: true }) },
    email('padmé@example.org')
  ]
}
