import { setTimeout as sleep } from 'node:timers/promises'
import { startNginx } from '../../../test/nginx.js'
import { Closer } from '../../../test/owner.js'
import { startProxiedLoad } from '../../../test/server/proxied-load.js'
import { nginxRecipe } from '../../../test/server/proxy-recipes.js'
import type { OneRedis } from '../deployments/one-redis.js'
import type { Drill } from '../drill.js'

/** How often each instance restarts. */
const rounds = 3
/** After a restart, until nginx uses the instance again, in milliseconds. */
const pause = 2000

export const rollingRestart: readonly Drill<OneRedis>[] = [
  {
    name: 'behind nginx: rolling restart of both instances, with idle connections and POSTs',
    // The load that uses the instances directly notices their restarts.
    endsInstances: true,
    async fault({ instances }) {
      const closer = new Closer()
      try {
        const nginx = await startNginx(closer, nginxRecipe(instances.map(({ port }) => port)))
        const load = startProxiedLoad(closer, nginx.origin)
        await sleep(pause)
        for (let round = 0; round < rounds; round++) {
          for (const instance of instances) {
            const end = await instance.kill('SIGTERM')
            if (end !== 0) throw new Error(`the exit code or signal is ${end}, not 0`)
            await instance.start()
            await sleep(pause)
          }
        }
        await load.stop()
        const { reads, logouts } = load.counts
        if (Object.keys(load.failed).length > 0) throw new Error(JSON.stringify(load.failed))
        return `${rounds * instances.length} restarts; of ${reads} GETs and ${logouts} POSTs through nginx 0 failed`
      } finally {
        await closer.close()
      }
    }
  }
]
