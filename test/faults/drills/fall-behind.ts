import { setTimeout as sleep } from 'node:timers/promises'
import type { RedisServer } from '../../redis-server.js'
import type { Ledger } from '../ledger.js'

/** Revoked tokens that a master alone must have come to know. */
const fewest = 12

/**
 * Ends a master when it has taken writes that its replicas never got: replication is asynchronous.
 * They are stopped meanwhile, for less than after which anybody takes them for gone.
 *
 * @returns how many tokens were revoked in that time
 */
export async function killAhead(
  master: RedisServer,
  replicas: readonly RedisServer[],
  ledger: Ledger
): Promise<number> {
  for (const replica of replicas) replica.pause()
  // What was sent would reach them when they go on: the end of the connection does first.
  await master.ask((client) => client.call('CLIENT', 'KILL', 'TYPE', 'replica'))
  const { size } = ledger
  const deadline = Date.now() + 800
  while (ledger.size < size + fewest && Date.now() < deadline) await sleep(10)
  await master.kill()
  for (const replica of replicas) replica.resume()
  return ledger.size - size
}
