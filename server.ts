import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { loadConfig, readEnvironment } from './plugins/external/config.js'
import { commandOf } from './src/config/command-of.js'
import { ownerOnlyUmask } from './src/config/file-modes.js'
import { countWorkers } from './src/workers/count-workers.js'
import { cpuQuota } from './src/workers/cpu-quota.js'

/** Prints the error's message and exits with status 1. */
function refuseToStart(error: unknown): never {
  const { message } = error as Error
  console.error(`starwars-api does not start:\n${message.replace(/^/gm, '  ')}`)
  process.exit(1)
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

/** Serves in this process, or in several workers. Loads only what the process needs. */
async function start(): Promise<void> {
  const config = loadConfig(readEnvironment(process.env))
  const { WORKERS } = config.settings
  const count = countWorkers(WORKERS, availableParallelism(), () => cpuQuota(readIfThere))
  const address =
    count === 1
      ? await (await import('./processes/serve.js')).serve(config)
      : await (await import('./processes/parent.js')).startWorkers({
          config,
          count,
          refuse: refuseToStart
        })
  if (!config.isProduction) {
    console.log(`starwars-api listens on ${address}
  Swagger UI: ${address}/ui/
  A token:    ${commandOf('token')} --role basic`)
  }
}

process.umask(ownerOnlyUmask)

if (process.argv.includes('--worker'))
  await (await import('./processes/worker.js')).work(process.env)
else await start().catch(refuseToStart)
