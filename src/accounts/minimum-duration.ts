import { setTimeout } from 'node:timers/promises'

/** In milliseconds: longer than it takes to write the rows of a mail. */
const minimumDuration = 100

/** Waits for work, and at least the minimum: the duration must not reveal whether an address is known. */
export async function withMinimumDuration(work: Promise<void>): Promise<void> {
  await Promise.all([work, setTimeout(minimumDuration)])
}
