import type { Revocation } from '../../../src/revocation/revocation-set.js'
import * as original from '../../../src/revocation/revocations-of.js'

/** Entries that end with what they cover: what a clock that goes wrong revives. */
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
