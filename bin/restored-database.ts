import type { FastifyInstance } from 'fastify'
import { createFileMark } from '../src/revocation/file-mark.js'
import { isBehind, type Mark } from '../src/revocation/mark.js'
import { recordedMark } from '../src/revocation/recorded-mark.js'
import { createRedisMark } from '../src/revocation/redis/redis-mark.js'
import { withRedis } from './with-redis.js'

type Tools = Pick<FastifyInstance, 'config' | 'db'>

/** Reads the mark, wherever this service keeps it. @throws Error if Redis is not reachable */
export function readMark(tools: Tools): Promise<Mark> {
  const { redis, settings } = tools.config
  if (redis === null) return createFileMark(settings.DATA_DIR).read()
  return withRedis(tools, redis, (nodes) => createRedisMark(nodes).read())
}

/** Raises the mark. @throws Error if Redis is not reachable */
export function raiseMark(tools: Tools, mark: Mark): Promise<void> {
  const { redis, settings } = tools.config
  if (redis === null) return createFileMark(settings.DATA_DIR).raise(mark)
  return withRedis(tools, redis, (nodes) => createRedisMark(nodes).raise(mark))
}

/**
 * Refuses to change a database that was restored: new revocations would raise its numbers until it
 * no longer seems to lack any. Commands also work while Redis is down; then nothing is known.
 *
 * @throws Error that names the remedy
 */
export async function refuseIfBehind(tools: Tools): Promise<void> {
  const mark = await readMark(tools).catch(() => ({}))
  if (isBehind(await recordedMark(tools.db), mark)) {
    throw new Error(
      'The database lacks revocations that were confirmed earlier: it was restored from a backup. First run "npm run admin -- tokens-valid-from now"'
    )
  }
}
