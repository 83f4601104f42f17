import { randomUUID } from 'node:crypto'
import type { Test } from 'tap'
import { type BuildOptions, bearer, build, temporaryDirectory } from '../helper.js'
import { type RedisServer, startRedis } from '../redis-server.js'
import { until } from '../until.js'

export { build }

export type App = Awaited<ReturnType<typeof build>>

export const prefix = 'test:'

/** The environment of an instance that stores its revoked tokens in that Redis. */
export const on = (url: string) => ({ REDIS_URL: url, REDIS_PREFIX: prefix })

/** An instance whose buckets are all complete. */
export async function buildOn(
  t: Test,
  { url }: { readonly url: string },
  options?: BuildOptions
): Promise<App> {
  const app = await build(t, { ...options, env: { ...on(url), ...options?.env } })
  await isComplete(app)
  return app
}

/** Waits until every bucket is trusted. */
export const isComplete = (app: App) => until(() => app.revocationSet.countComplete() === 256)

/** Two instances of the service that share one Redis and one database. */
export async function buildTwo(
  t: Test,
  redis: RedisServer,
  more: Record<string, string> = {}
): Promise<[App, App]> {
  const env = { DATA_DIR: temporaryDirectory(t), ...more }
  return [await buildOn(t, redis, { env }), await buildOn(t, redis, { env })]
}

/** A Redis, an instance that uses it, and a connection for inspection. */
export async function start(t: Test, options?: BuildOptions) {
  const redis = await startRedis(t)
  return { redis, app: await buildOn(t, redis, options), client: await redis.connect(t) }
}

export const getFilms = (app: App, token: string) =>
  app.inject({ url: '/films/v1/', headers: bearer(token) })

export const logOut = (app: App, token: string) =>
  app.inject({ method: 'POST', url: '/users/v1/logout', headers: bearer(token) })

export const ready = (app: App) => app.inject('/readyz')

export async function statusOf(answer: Promise<{ readonly statusCode: number }>): Promise<number> {
  return (await answer).statusCode
}

/** A random id that belongs to the bucket. */
export const uuidIn = (bucket: string) => `${randomUUID().slice(0, -2)}${bucket}`

export const keyOf = (id: string) => `${prefix}revoked:${id.slice(-2)}`

/** Collects unhandled rejections until the test ends. */
export function watchRejections(t: Test): unknown[] {
  const rejections: unknown[] = []
  const collect = (reason: unknown) => void rejections.push(reason)
  process.on('unhandledRejection', collect)
  t.teardown(() => process.off('unhandledRejection', collect))
  return rejections
}
