import { setImmediate } from 'node:timers/promises'

/**
 * Does something by small batches until there is nothing left. Requests get their turn in between:
 * the embedded database answers without one.
 *
 * @param batch @returns how much it did
 * @param isClosing the rest is left to the next start
 */
export async function inBatches(
  batch: () => Promise<number>,
  isClosing: () => boolean = () => false
): Promise<void> {
  while (!isClosing() && (await batch()) > 0) await setImmediate()
}
