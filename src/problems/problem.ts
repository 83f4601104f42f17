import { completeDetail, type ProblemCode, problems } from './catalogue.js'

/** One invalid input: its path, and what is allowed there. */
export interface InputError {
  readonly path: string
  readonly message: string
}

interface ProblemOptions {
  readonly detail?: string
  readonly errors?: readonly InputError[]
  readonly headers?: Readonly<Record<string, string>>
  readonly cause?: unknown
}

/** An error that the client may see. All other errors are returned as `internal-error`. */
export class Problem extends Error {
  readonly status: number
  readonly errors: readonly InputError[] | undefined
  readonly headers: Readonly<Record<string, string>>

  constructor(
    readonly code: ProblemCode,
    options: ProblemOptions = {}
  ) {
    super(options.detail ?? problems[code].detail, { cause: options.cause })
    this.name = 'Problem'
    this.status = problems[code].status
    this.errors = options.errors
    this.headers = { ...problems[code].headers, ...options.headers }
  }
}

export function problem(code: ProblemCode, options?: ProblemOptions): Problem {
  return new Problem(code, options)
}

/** Returns the problem for invalid input. Its detail also lists all errors. */
export function invalidInput(errors: readonly InputError[]): Problem {
  const detail = errors.map(({ path, message }) => `${path}: ${message}`).join('; ')
  return problem('validation-failed', { detail, errors })
}

/**
 * Returns the problem document (RFC 9457 §3).
 *
 * @param basePath the path of the public URL, or an empty string
 */
export function problemDocument(problem: Problem, requestId: string, basePath: string) {
  return {
    type: `${basePath}/problems/${problem.code}`,
    title: problems[problem.code].title,
    status: problem.status,
    detail: completeDetail(problem.code, problem.message, basePath),
    code: problem.code,
    instance: `urn:uuid:${requestId}`,
    ...(problem.errors && { errors: problem.errors })
  }
}
