import t from 'tap'
import { startRedis } from '../redis-server.js'
import { build } from './redis-app.js'

const everySlot = ['ADDSLOTSRANGE', '0', '16383']
const user = 'user service on >pw ~* &* +@all'

/** The node's configuration, the CLUSTER command that it receives, and the expected reason. */
const clusters: Record<string, [config: string[], command: string[], reason: RegExp]> = {
  'that evicts revoked tokens': [
    [user, 'maxmemory-policy allkeys-lru'],
    everySlot,
    /^REDIS_CLUSTER: .* maxmemory-policy allkeys-lru; it must be noeviction/
  ],
  'that refuses us': [
    [`${user} -ping`],
    everySlot,
    /^REDIS_CLUSTER: a node of the Cluster rejects the connection \(NOPERM/
  ],
  'in which nobody serves': [
    [user],
    ['SAVECONFIG'],
    /^REDIS_CLUSTER: no master of the Cluster responds/
  ]
}

for (const [what, [config, command, message]] of Object.entries(clusters)) {
  t.test(`a Cluster ${what} is rejected with the name of its setting`, async (t) => {
    const redis = await startRedis(t, {
      config: ['cluster-enabled yes', 'cluster-announce-ip 127.0.0.1', ...config]
    })
    await redis.ask((client) => client.call('CLUSTER', ...command))
    const env = { REDIS_CLUSTER: `127.0.0.1:${redis.port}`, REDIS_URL: 'redis://service:pw@any' }
    await t.rejects(build(t, { env }), { message })
  })
}
