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
  /** Whether the service must never return this response. */
  readonly isWrong: boolean
}

/** The requests of a drill and their results. */
export class Samples {
  readonly all: Sample[] = []
  /** The number of requests that have no response yet. */
  outstanding = 0

  /** Records a request from its start to its end. */
  async record(
    operation: Operation,
    instance: string,
    result: Promise<HttpResult>,
    isWrong: (response: HttpResult) => boolean = () => false
  ): Promise<HttpResult> {
    this.outstanding++
    const received = await result
    this.outstanding--
    const { status, at, took, retryAfter } = received
    this.all.push({ operation, instance, status, at, took, retryAfter, isWrong: isWrong(received) })
    return received
  }

  /** Returns the requests of the given operations that started between two times. */
  between(from: number, to: number, ...operations: Operation[]): Sample[] {
    return this.all.filter(
      ({ at, operation }) => at >= from && at < to && operations.includes(operation)
    )
  }

  clear(): void {
    this.all.length = 0
  }
}
