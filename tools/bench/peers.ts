import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { Redis } from 'ioredis'
import { startRedis } from './redis.js'
import { sendRequest } from './send-request.js'
import { file, path, type Server, startNode } from './servers.js'
import { makeTokens, secrets, subjectOf } from './tokens.js'

const peers = {
  'Fastify, its plugins': 'fastify.mjs',
  Hono: 'hono.mjs',
  Koa: 'koa.mjs',
  'Express 5': 'express.mjs',
  'NestJS 11': 'nestjs.mjs'
}

/** Installs the peers on request. @returns whether they are installed */
function install(isWanted: boolean): boolean {
  const cwd = file('peers')
  if (isWanted) {
    const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
      cwd,
      stdio: 'inherit'
    })
    if (status !== 0) throw new Error(`npm ci failed in ${cwd}`)
  }
  return existsSync(`${cwd}/node_modules`)
}

/** Checks that a peer does the same work as the service: it rejects tokens that are not valid. */
async function checkPeer({ name, origin }: Server, redis: Redis): Promise<void> {
  const [token = ''] = makeTokens(1)
  const get = async (token?: string) => (await sendRequest(origin + path, { token })).status
  const key = `revoked:${subjectOf(token)}`
  const statuses = [await get(token), await get(), await get(`${token.slice(0, -3)}AAA`)]
  await redis.set(key, 1)
  statuses.push(await get(token))
  await redis.del(key)
  if (statuses.join() !== '200,401,401,401') throw new Error(`${name} returned ${statuses}`)
}

/**
 * Starts the peers, which share a Redis: only one of them is loaded at a time.
 *
 * @param responseFile the response that each of them sends
 * @returns an empty list if the peers or redis-server are not installed
 */
export async function startPeers(
  cwd: string,
  responseFile: string,
  isWanted: boolean
): Promise<Server[]> {
  if (!install(isWanted)) {
    console.log('does not measure the peers: --peers installs them')
    return []
  }
  const redis = await startRedis(cwd)
  if (redis === null) return []
  const client = new Redis(redis.url)
  const servers: Server[] = []
  for (const [name, script] of Object.entries(peers)) {
    const env = { JWT_SECRET: secrets.JWT_SECRET, REDIS_URL: redis.url, NODE_ENV: 'production' }
    const server = await startNode(name, [file(`peers/${script}`), responseFile], cwd, env)
    await checkPeer(server, client)
    servers.push({ ...server, redisPid: redis.pid })
  }
  client.disconnect()
  return servers
}
