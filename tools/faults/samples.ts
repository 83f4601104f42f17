import type { HttpResult } from './send-request.js'

/** The kinds of requests. Each kind has its own loops. */
export type Operation =
  /** Gets the films with a token that is not revoked. */
  | 'read'
  | 'login'
  | 'refresh'
  | 'logout'
  /** Gets the films, or refreshes, with a token whose revocation was acknowledged. */
  | 'revoked'

export interface Sample extends Pick<HttpResult, 'status' | 'at' | 'took' | 'retryAfter'> {
  readonly operation: Operation
  /** The name of the instance. */
  readonly instance: string
  /** Whether the response must never occur. */
  readonly isWrong: boolean
}

/** The requests of a drill and their results. */
export class Samples {
  readonly all: Sample[] = []
  /** The number of requests without a response yet. */
  outstanding = 0

  /** Records a request from its start to its end. */
  async note(
    operation: Operation,
    instance: string,
    asked: Promise<HttpResult>,
    isWrong: (answer: HttpResult) => boolean = () => false
  ): Promise<HttpResult> {
    this.outstanding++
    const answer = await asked
    this.outstanding--
    const { status, at, took, retryAfter } = answer
    this.all.push({ operation, instance, status, at, took, retryAfter, isWrong: isWrong(answer) })
    return answer
  }

  /** Returns the requests of the given operations that started between two times. */
  between(from: number, to: number, ...operations: Operation[]): Sample[] {
    return this.all.filter(
      ({ at, operation }) => at >= from && at < to && operations.includes(operation)
    )
  }

  forget(): void {
    this.all.length = 0
  }
}
