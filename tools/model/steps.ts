import assert from 'node:assert/strict'
import fc from 'fast-check'
import { checkTokens } from './check-tokens.js'
import type { Model } from './model.js'
import type { Account, Pair, Refusal, Token } from './state.js'
import { outcomeOf, type Request, type System } from './system.js'

export type Command = fc.AsyncCommand<Model, System>
type Act = (model: Model, system: System) => Promise<void>

export const passwords = [
  'rainbow harvest under twin suns',
  'quiet lantern beside the moss',
  'seven copper kettles whistle'
] as const

/** Returns a step. After it, every token is checked against the model. */
export function command(
  text: string,
  act: Act,
  isPossible: (model: Model) => boolean = () => true
) {
  return {
    check: isPossible,
    async run(model, system) {
      await act(model, system)
      await checkTokens(model, system)
    },
    toString: () => text
  } satisfies Command
}

/** The instance that handles the request. */
export const at = fc.constantFrom(0, 1)
/** The address. Rey, and Leia, the admin, have accounts from the beginning; the others sign up. */
export const who = fc.constantFrom('rey', 'rey', 'rey', 'rey', 'finn', 'finn', 'kylo', 'leia')
export const newcomer = fc.constantFrom('finn', 'finn', 'kylo', 'rey')
export const password = fc.constantFrom(...passwords)
/** Mostly the account's password. */
export const guess = fc.oneof(
  { weight: 4, arbitrary: fc.constant('the right password') },
  { weight: 1, arbitrary: password }
)
/** An index into a list, counted from the newest item. */
export const nth = fc.oneof(
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 3, arbitrary: fc.nat({ max: 3 }) },
  { weight: 1, arbitrary: fc.nat({ max: 30 }) }
)

export const pick = <Item>(list: readonly Item[], nth: number): Item =>
  list[list.length - 1 - (nth % list.length)] as Item

export const tokensOf = (model: Model, kind: Token['kind']) =>
  model.tokens.filter((token) => token.kind === kind)
export const mailedOf = (model: Model, kind: 'email' | 'password') =>
  model.mailed.filter((token) => token.kind === kind)

export const has = (kind: Token['kind']) => (model: Model) => tokensOf(model, kind).length > 0
export const hasMailed = (kind: 'email' | 'password') => (model: Model) =>
  mailedOf(model, kind).length > 0

export const hasAny = ({ mailed, tokens }: Model) => mailed.length + tokens.length > 0

export const rightPassword = (guess: string, account: Account | undefined) =>
  guess === 'the right password' ? (account?.password ?? passwords[0]) : guess

export async function expectOutcome(
  system: System,
  at: number,
  request: Request,
  expected: string
) {
  const { method = 'GET', url } = request
  const response = await system.send(at, request)
  assert.equal(outcomeOf(response), expected, `${method} ${url}`)
  const name = `${method} ${url.replace(/[0-9a-f-]{8,}|\d+$/, 'ID')}: ${expected}`
  system.tally.set(name, (system.tally.get(name) ?? 0) + 1)
  return response
}

/** Expects a token pair, or the given refusal. */
export async function expectPair(
  system: System,
  at: number,
  request: Request,
  expected: Pair | Refusal
) {
  const isRefused = typeof expected === 'string'
  const { body } = await expectOutcome(system, at, request, isRefused ? expected : 'ok')
  if (isRefused) return
  system.noteToken(expected.access, body.token)
  system.noteToken(expected.refresh, body.refresh_token)
}

export async function logIn(
  model: Model,
  system: System,
  at: number,
  login: { readonly who: string; readonly password: string; readonly takeover: boolean }
): Promise<Pair | Refusal> {
  const { who, password, takeover } = login
  const expected = model.logIn(who, password, takeover)
  const body = { email: system.emailOf(who), password, takeover }
  const request: Request = { method: 'POST', url: '/users/v1/login', body }
  await expectPair(system, at, request, expected)
  await system.readMails(null)
  return expected
}
