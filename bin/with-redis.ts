import type { FastifyInstance } from 'fastify'
import { thenCleanUp } from '../src/async/then-clean-up.js'
import type { RedisTarget } from '../src/config/redis-target.js'
import { connectRedis } from '../src/redis/connect.js'
import { type ConnectedNodes, connectNodes } from '../src/redis/connect-nodes.js'

/** Connects a command to Redis, only for this act. */
export async function withRedis<Result>(
  { config: { settings } }: Pick<FastifyInstance, 'config'>,
  target: RedisTarget,
  act: (nodes: ConnectedNodes) => Promise<Result>
): Promise<Result> {
  const closers: (() => unknown)[] = []
  async function connectAndAct(): Promise<Result> {
    const client = await connectRedis(target, settings.REDIS_TIMEOUT_MS, (created) =>
      closers.push(() => created.quit().catch(() => created.disconnect()))
    )
    const nodes = await connectNodes(client, {
      prefix: settings.REDIS_PREFIX,
      hasSentinels: target.variable === 'REDIS_SENTINELS',
      waitReplicas: settings.REDIS_WAIT_REPLICAS,
      onClose: (close) => closers.push(close)
    })
    return act(nodes)
  }
  return thenCleanUp(connectAndAct(), async () => {
    for (const close of closers.reverse()) await close()
  })
}
