import { setTimeout as sleep } from 'node:timers/promises'

/** Waits until a condition holds, even on a busy machine. Throws if it never does. */
export async function until(holds: () => unknown, timeout = 30_000): Promise<void> {
  const deadline = Date.now() + timeout
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`waited in vain for ${holds}`)
    await sleep(10)
  }
}
