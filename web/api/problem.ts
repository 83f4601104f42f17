/** A problem document of the service (RFC 9457), or what the page makes of a failure without one. */
export interface Problem {
  readonly title: string
  readonly status: number
  readonly detail?: string
  readonly code?: string
  readonly instance?: string
  readonly errors?: readonly { readonly path: string; readonly message: string }[]
  /** In seconds, from the header `Retry-After`. */
  readonly retryAfter?: number
}

/** The problem of a request that got no answer. */
export const unreachable: Problem = {
  title: 'The service cannot be reached',
  status: 0,
  code: 'unreachable',
  detail: 'It may be restarting, or the connection is lost.'
}

/** Whether the same request may succeed a moment later. */
export const isPassing = ({ status, code }: Problem) =>
  code === unreachable.code || status === 503 || status === 429

const texts = ['title', 'detail', 'code', 'instance']

const isError = (value: unknown) =>
  typeof value === 'object' &&
  value !== null &&
  ['path', 'message'].every((name) => typeof (value as Record<string, unknown>)[name] === 'string')

/** Returns the members that the page shows, of those types that the service sends. */
function readBody(body: object): Partial<Problem> {
  const shown = Object.entries(body).filter(
    ([name, value]) =>
      (texts.includes(name) && typeof value === 'string') ||
      (name === 'errors' && Array.isArray(value) && value.every(isError))
  )
  return Object.fromEntries(shown)
}

/** Returns the problem in the error of a response, which a proxy may have written. */
export function problemOf(error: unknown, response: Response): Problem {
  const body = readBody(Object(error ?? {}))
  const { status } = response
  const seconds = Number(response.headers.get('retry-after'))
  const more = seconds > 0 ? { retryAfter: seconds } : {}
  if (body.title !== undefined) return { ...body, title: body.title, status, ...more }
  return { title: `The service answered ${status}`, status, detail: response.statusText, ...more }
}

/** The result of a call of the client. */
interface Result<Data> {
  readonly data?: Data | undefined
  readonly error?: unknown
  readonly response: Response
}

/**
 * Returns the data of a call.
 *
 * @throws Problem
 */
export async function dataOf<Data>(call: Promise<Result<Data>>): Promise<Data> {
  const result = await call.catch(() => null)
  if (result === null) throw unreachable
  if (!result.response.ok) throw problemOf(result.error, result.response)
  return result.data as Data
}

/** Returns what was thrown as a problem. A fault of the page is one, too. */
export function asProblem(thrown: unknown): Problem {
  const isProblem = typeof thrown === 'object' && thrown !== null && 'title' in thrown
  if (isProblem) return thrown as Problem
  return { title: 'This page has a fault', status: 0, code: 'page-fault', detail: String(thrown) }
}
