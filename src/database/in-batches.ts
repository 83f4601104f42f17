import { setImmediate } from 'node:timers/promises'

/**
 * Runs small batches until nothing is left. Yields to requests in between: SQLite runs
 * synchronously.
 *
 * @param batch returns how many items it processed
 * @param isClosing stops early; the next start continues
 */
export async function inBatches(
  batch: () => Promise<number>,
  isClosing: () => boolean = () => false
): Promise<void> {
  while (!isClosing() && (await batch()) > 0) await setImmediate()
}
