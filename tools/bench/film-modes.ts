import type { Load } from './measure.js'
import type { Mode } from './rounds.js'
import { path } from './servers.js'
import { makeTokens, requestsWith } from './tokens.js'

export const tokenCount = 10_000
/** The number of requests with new tokens in each round. The tokens are created beforehand. */
const newTokenCount = 12_000

export interface FilmModes {
  /** A token that is valid for all modes. */
  readonly token: string
  readonly one: Mode
  readonly many: Mode
}

/** Returns the loads on the list of films. @param body the list */
export function filmModes(body: Buffer | null, bound: Load['bound']): FilmModes {
  const tokens = makeTokens(tokenCount)
  const [token = ''] = tokens
  const requests = { one: requestsWith(path, [token]), many: requestsWith(path, tokens) }
  const films = { status: 200, body, bound }
  return {
    token,
    one: { ...films, name: 'one token', requestsOf: () => requests.one },
    many: { ...films, name: '10,000 tokens', requestsOf: () => requests.many }
  }
}

/** Returns the load in which no token is repeated, for `rounds` rounds and a warm-up. */
export function newTokensMode(body: Buffer, rounds: number): Mode {
  const requests = Array.from({ length: rounds + 1 }, () =>
    requestsWith(path, makeTokens(newTokenCount))
  )
  return {
    status: 200,
    body,
    name: 'new token each time',
    bound: { requests: newTokenCount },
    requestsOf: (round) => requests[round] ?? []
  }
}
