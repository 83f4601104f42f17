import { setTimeout } from 'node:timers/promises'

/** In milliseconds: longer than a mail's rows take to be written. */
const evenTime = 100

/** Does something that takes its time for known addresses alone, and never less than that. */
export async function inEvenTime(work: Promise<void>): Promise<void> {
  await Promise.all([work, setTimeout(evenTime)])
}
