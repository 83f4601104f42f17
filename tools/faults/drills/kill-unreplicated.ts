import { setTimeout as sleep } from 'node:timers/promises'
import type { RedisServer } from '../../../test/redis-server.js'
import type { Ledger, RevokedToken } from '../ledger.js'

/** The number of revoked tokens that only the master should have. */
const targetCount = 12

/**
 * Kills a master before its replicas receive its last writes: replication is asynchronous. Pauses the
 * replicas meanwhile, for less than the time after which they count as failed.
 *
 * @param timeout the maximum pause of the replicas, in milliseconds
 * @param isOnMaster whether a token's revocation is on this master
 * @returns how many tokens were revoked there in that time
 */
export async function killUnreplicated(
  master: RedisServer,
  replicas: readonly RedisServer[],
  ledger: Ledger,
  {
    timeout,
    isOnMaster = () => true
  }: { readonly timeout: number; readonly isOnMaster?: (token: RevokedToken) => boolean }
): Promise<number> {
  for (const replica of replicas) replica.pause()
  // Paused replicas would read pending writes when they resume. Closing their connections prevents it.
  await master.ask((client) => client.call('CLIENT', 'KILL', 'TYPE', 'replica'))
  const { size } = ledger
  const deadline = Date.now() + timeout
  const count = () => ledger.tokens.slice(size).filter(isOnMaster).length
  while (count() < targetCount && Date.now() < deadline) await sleep(10)
  const unreplicated = count()
  await master.kill()
  for (const replica of replicas) replica.resume()
  if (unreplicated === 0) throw new Error('no revocation was written before the master was killed')
  return unreplicated
}
