import t, { type Test } from 'tap'
import { freePort } from '../free-port.js'
import { startHaproxy } from '../haproxy.js'
import { startNginx } from '../nginx.js'
import { createDatabase } from '../postgres.js'
import { startRedis } from '../redis-server.js'
import { until } from '../until.js'
import { startProxiedLoad } from './proxied-load.js'
import { haproxyRecipe, nginxRecipe } from './proxy-recipes.js'
import { Service } from './service.js'

/** Starts an instance on a port, and waits until it is ready. */
async function startInstance(t: Test, env: Record<string, string>): Promise<Service> {
  const service = new Service(t, { env })
  await service.origin()
  return service
}

/** Two restarts take half a minute. In milliseconds. */
const timeout = 300_000
t.setTimeout(timeout)

const proxies = {
  nginx: { start: startNginx, recipe: nginxRecipe },
  HAProxy: { start: startHaproxy, recipe: haproxyRecipe }
}

for (const [name, { start, recipe }] of Object.entries(proxies)) {
  t.test(`a rolling restart behind ${name} fails no request`, { timeout }, async (t) => {
    const redis = await startRedis(t)
    const stores = { DATABASE_URL: await createDatabase(t), REDIS_URL: redis.url }
    const ports = [await freePort(), await freePort()]
    const environments = ports.map((port) => ({
      ...stores,
      PORT: String(port),
      SHUTDOWN_DELAY_SECONDS: '5'
    }))
    const instances: Service[] = []
    for (const env of environments) instances.push(await startInstance(t, env))
    const proxy = await start(t, recipe(ports))
    const load = startProxiedLoad(t, proxy.origin)
    await until(() => load.counts.logouts > 100)

    for (const [i, env] of environments.entries()) {
      instances[i]?.kill('SIGTERM')
      t.equal(await instances[i]?.ended, 0)
      await startInstance(t, env)
      const { logouts } = load.counts
      await until(() => load.counts.logouts > logouts + 100)
    }
    await load.stop()
    const total = JSON.stringify(load.counts)
    t.strictSame(load.failed, {}, `of ${total} requests; ${proxy.log().slice(0, 500)}`)
  })
}
