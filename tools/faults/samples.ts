import type { Answer } from './ask.js'

/** What is asked: each kind by a loop of its own. */
export type Operation =
  /** The films, with a token that nobody revokes. */
  | 'read'
  | 'login'
  | 'refresh'
  | 'logout'
  /** The films, or a refresh, with a token whose logout was acknowledged. */
  | 'revoked'

export interface Sample extends Pick<Answer, 'status' | 'at' | 'took' | 'retryAfter'> {
  readonly operation: Operation
  /** Of the instance that was asked. */
  readonly instance: string
  /** That the answer should never have been. */
  readonly isWrong: boolean
}

/** What was asked in the course of a drill, and what became of it. */
export class Samples {
  readonly all: Sample[] = []
  /** Requests whose answers are outstanding. */
  underWay = 0

  /** Notes a request from its beginning to its end. */
  async note(
    operation: Operation,
    instance: string,
    asked: Promise<Answer>,
    isWrong: (answer: Answer) => boolean = () => false
  ): Promise<Answer> {
    this.underWay++
    const answer = await asked
    this.underWay--
    const { status, at, took, retryAfter } = answer
    this.all.push({ operation, instance, status, at, took, retryAfter, isWrong: isWrong(answer) })
    return answer
  }

  /** What was asked between two times, of the operations that are named. */
  between(from: number, to: number, ...operations: Operation[]): Sample[] {
    return this.all.filter(
      ({ at, operation }) => at >= from && at < to && operations.includes(operation)
    )
  }

  forget(): void {
    this.all.length = 0
  }
}
