import { setTimeout as sleep } from 'node:timers/promises'
import type { RedisServer } from '../../../test/redis-server.js'
import type { Ledger, RevokedToken } from '../ledger.js'

/** The number of revoked tokens that only the master should have. */
const wanted = 12

/**
 * Kills a master after writes that its replicas never receive: replication is asynchronous. The replicas
 * are paused meanwhile, for less than the time after which they count as failed.
 *
 * @param timeout the maximum pause of the replicas, in milliseconds
 * @param isThere whether a token's revocation is on this master
 * @returns how many tokens were revoked there in that time
 */
export async function killUnreplicated(
  master: RedisServer,
  replicas: readonly RedisServer[],
  ledger: Ledger,
  {
    timeout,
    isThere = () => true
  }: { readonly timeout: number; readonly isThere?: (token: RevokedToken) => boolean }
): Promise<number> {
  for (const replica of replicas) replica.pause()
  // Paused replicas would read pending writes when they resume. Closing their connections prevents it.
  await master.ask((client) => client.call('CLIENT', 'KILL', 'TYPE', 'replica'))
  const { size } = ledger
  const deadline = Date.now() + timeout
  const count = () => ledger.tokens.slice(size).filter(isThere).length
  while (count() < wanted && Date.now() < deadline) await sleep(10)
  const ahead = count()
  await master.kill()
  for (const replica of replicas) replica.resume()
  if (ahead === 0) throw new Error('it was never ahead')
  return ahead
}
