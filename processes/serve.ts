import Fastify from 'fastify'
import app from '../app.js'
import type { Worker } from '../plugins/app/worker.js'
import type { Config } from '../plugins/external/config.js'
import { serverOptions } from '../server-options.js'
import { StartError } from '../src/config/start-error.js'
import { loggerOptions, workerLoggerOptions } from '../src/log/logger-options.js'
import { type Closing, closeOnSignals, type SkippedEvents } from './close-on-signals.js'

/** A worker, whose parent receives the signals and decides when to close. */
interface SupervisedWorker extends Worker {
  /** Signals that the worker handles itself. */
  readonly skip: SkippedEvents
  /** Receives the functions that close the process. */
  onOrder(closing: Closing): void
}

/**
 * Serves in this process.
 *
 * @returns the address on which it listens
 * @throws StartError
 */
export async function serve(config: Config, worker?: SupervisedWorker): Promise<string> {
  const { shutdownDelay, settings } = config
  const { HOST: host, PORT: port, LOG_LEVEL } = settings
  const server = Fastify({
    ...serverOptions(config),
    logger: worker ? workerLoggerOptions(LOG_LEVEL, worker.number) : loggerOptions(LOG_LEVEL)
  })
  const closing = closeOnSignals(
    server.log,
    {
      async leave(skipped) {
        if (shutdownDelay === 0 || !server.server.listening) return
        server.log.info({ seconds: shutdownDelay }, 'serving on before closing')
        await server.leave(shutdownDelay, skipped)
      },
      close: () => server.close()
    },
    worker
  )
  worker?.onOrder(closing)

  await server.register(app, { config, ...(worker && { worker }) })
  await server.ready()
  return server
    .listen({ host, port, ...(worker && { listenTextResolver: () => '' }) })
    .catch(({ message }: Error) => {
      throw new StartError([{ variable: 'HOST, PORT', message }])
    })
}
