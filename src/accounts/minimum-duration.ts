import { setTimeout } from 'node:timers/promises'

/** In milliseconds: longer than the rows of a mail take to be written. */
const minimumDuration = 100

/** Waits for work that takes time for known addresses only, and never shorter than the minimum. */
export async function withMinimumDuration(work: Promise<void>): Promise<void> {
  await Promise.all([work, setTimeout(minimumDuration)])
}
