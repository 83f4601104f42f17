import type { Revocation } from '../../../src/revocation/revocation-set.js'
import * as original from '../../../src/revocation/revocations-of.js'

/** Entries that expire together with the tokens that they cover. A wrong clock revives such tokens. */
export const margin = 0

const cut = (revocation: Revocation): Revocation => ({
  ...revocation,
  until: revocation.until - original.margin
})

export const revocationOfToken: typeof original.revocationOfToken = (token) =>
  cut(original.revocationOfToken(token))

export const revocationOfSession: typeof original.revocationOfSession = (sid, latestExp) =>
  cut(original.revocationOfSession(sid, latestExp))

export const revocationsOf: typeof original.revocationsOf = (token, longestLife, now) =>
  original.revocationsOf(token, longestLife, now).map(cut)
