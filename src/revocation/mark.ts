/** The parts of the count of revocations: the first hex digits of the buckets. */
export const stripes: readonly string[] = [...'0123456789abcdef']

/** The members of a mark: the count of each stripe, and two more numbers. */
export const markMembers: readonly string[] = [...stripes, 'newest', 'user']

/**
 * How far a record of revocations has come, in numbers that only grow: how many revocations it has
 * recorded in each stripe, the end of the second of the newest one (`newest`), and the highest id
 * of a user (`user`). A missing member counts as 0.
 *
 * The mark is also kept outside the database. A database with lower numbers was restored from a
 * backup, and lacks revocations.
 */
export type Mark = Readonly<Record<string, number>>

/** Where the mark is kept, outside the database. */
export interface MarkStore {
  read(): Promise<Mark>
  /**
   * Raises the members that are lower. Never lowers one.
   *
   * @throws Problem `service-unavailable`, by rejection
   */
  raise(mark: Mark): Promise<void>
}

const numberOf = (mark: Mark, member: string) => mark[member] ?? 0

/** Whether a database has recorded fewer revocations than the mark names. */
export const isBehind = (recorded: Mark, mark: Mark): boolean =>
  stripes.some((stripe) => numberOf(recorded, stripe) < numberOf(mark, stripe))

/** Returns the higher number of each member. */
export const highestOf = (one: Mark, other: Mark): Mark =>
  Object.fromEntries(
    markMembers.map((member) => [member, Math.max(numberOf(one, member), numberOf(other, member))])
  )

/** Whether some number of the first mark is higher than in the second. */
export const isAhead = (one: Mark, other: Mark): boolean =>
  markMembers.some((member) => numberOf(one, member) > numberOf(other, member))
