import { setTimeout as sleep } from 'node:timers/promises'
import type { RedisServer } from '../../../test/redis-server.js'
import type { Ledger, RevokedToken } from '../ledger.js'

/** Revoked tokens that a master alone should come to know. */
const wanted = 12

/**
 * Ends a master when it has taken writes that its replicas never got: replication is asynchronous.
 * They are stopped meanwhile, for less than after which anybody takes them for gone.
 *
 * @param timeout how long they may be stopped, in milliseconds
 * @param isThere whether a token lies on that master
 * @returns how many tokens were revoked there in that time
 */
export async function killAhead(
  master: RedisServer,
  replicas: readonly RedisServer[],
  ledger: Ledger,
  {
    timeout,
    isThere = () => true
  }: { readonly timeout: number; readonly isThere?: (token: RevokedToken) => boolean }
): Promise<number> {
  for (const replica of replicas) replica.pause()
  // What was sent would reach them when they go on: the end of the connection does first.
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
