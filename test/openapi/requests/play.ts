import type { Described } from './described.js'
import { type Answer, codeOf, contradictions, formOf } from './hold.js'
import { type Request, send } from './request.js'
import type { Pass, Stage } from './stage.js'
import type { Try } from './tries.js'

export type Sent = Answer & { readonly sent: string }

/** The codes for a request that does not match the document. */
const ofForm = [
  'validation-failed',
  'json-unreadable',
  'url-invalid',
  'request-malformed',
  'unsupported-media-type',
  'not-acceptable',
  'payload-too-large',
  'not-found',
  'invalid_request'
]

/** Rules that are in the description of the operation, but not in its schemas. */
const rulesBeyondSchemas: Readonly<Record<string, RegExp>> = {
  changePassword: /current_password/,
  // Both members must be equal. A page has no code that distinguishes this from a weak password.
  sendPasswordForm: /./
}

function refusesForm({ id }: Described, answer: Answer): boolean {
  if (rulesBeyondSchemas[id]?.test(answer.body)) return false
  const code = codeOf(answer)
  if (code === undefined) return [400, 415].includes(answer.statusCode)
  return ofForm.includes(code) && !(code === 'not-found' && id === 'explainProblem')
}

interface Expectation {
  readonly code?: string
  readonly pass?: Pass
  readonly isAnonymous?: boolean
}

/** Sends requests, and compares every response with the document. */
export function createPlayer(
  server: Stage,
  operations: readonly Described[],
  passOf: (described: Described) => Promise<Pass>
) {
  const seen = new Map(operations.map(({ id }) => [id, new Set<string>()]))

  /** The differences between a response and the document. */
  function hold(described: Described, answer: Sent): string[] {
    seen.get(described.id)?.add(formOf(answer))
    return contradictions(described, answer).map((one) => `${one} — ${answer.sent}`)
  }

  async function play(described: Described, { request, isAllowed }: Try): Promise<string[]> {
    const answer = await send(server, described, await passOf(described), request)
    const wrong = hold(described, answer)
    if (isAllowed === true && refusesForm(described, answer)) {
      wrong.push(`allowed and refused: ${answer.sent} → ${answer.body.slice(0, 300)}`)
    }
    if (isAllowed === false && (answer.statusCode < 400 || answer.statusCode >= 500)) {
      wrong.push(`not allowed and answered ${answer.statusCode}: ${answer.sent}`)
    }
    return wrong
  }

  /** Sends a request that must return this status, and this code in a document. */
  async function expect(
    described: Described,
    request: Request,
    status: number,
    { code, pass, isAnonymous }: Expectation = {}
  ): Promise<string[]> {
    const good = pass ?? (await passOf(described))
    const answer = await send(server, described, good, request, isAnonymous)
    const told = codeOf(answer)
    const isExpected =
      answer.statusCode === status && (code === undefined || told === undefined || told === code)
    const unexpected = `not ${status} ${code ?? ''} but ${formOf(answer)} — ${answer.sent}`
    return [...hold(described, answer), ...(isExpected ? [] : [unexpected])]
  }

  return {
    /** The forms of the responses of each operation so far, as `formOf` writes them. */
    seen,
    hold,
    expect,

    /** A few at a time, because some responses are slow on purpose. */
    async playAll(described: Described, tries: readonly Try[]): Promise<string[]> {
      const wrong: string[] = []
      for (let start = 0; start < tries.length; start += 16) {
        const batch = tries.slice(start, start + 16)
        wrong.push(...(await Promise.all(batch.map((one) => play(described, one)))).flat())
      }
      return wrong
    },

    async expectAll(
      described: Described,
      rows: readonly (readonly [Request, number, string?])[]
    ): Promise<string[]> {
      const all = rows.map(([request, status, code]) =>
        expect(described, request, status, code === undefined ? {} : { code })
      )
      return (await Promise.all(all)).flat()
    }
  }
}
