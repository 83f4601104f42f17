import Fastify from 'fastify'
import app from '../app.js'
import type { Worker } from '../plugins/app/worker.js'
import type { Config } from '../plugins/external/config.js'
import { serverOptions } from '../server-options.js'
import { refuseAddress } from '../src/config/start-error.js'
import { loggerOptions, workerLoggerOptions } from '../src/log/logger-options.js'
import { type Closing, closeOnSignals, type SkippedEvents } from './close-on-signals.js'
import { waitForStores } from './wait-for-stores.js'
import { openWaitingServer, type WaitingServer } from './waiting-server.js'
import { warnOfVariables } from './warn-of-variables.js'

/** A worker, whose parent receives the signals and decides when to close. */
interface SupervisedWorker extends Worker {
  /** Signals that the worker handles itself. */
  readonly skip: SkippedEvents
  /** Receives the functions that close the process. */
  onOrder(closing: Closing): void
}

/**
 * Serves in this process. While Redis or the database is away, waits for it with an open port.
 *
 * @returns the address on which it listens
 * @throws StartError
 */
export async function serve(config: Config, worker?: SupervisedWorker): Promise<string> {
  const { shutdownDelay, settings } = config
  const { HOST: host, PORT: port, LOG_LEVEL } = settings
  const createServer = () =>
    Fastify({
      ...serverOptions(config),
      logger: worker ? workerLoggerOptions(LOG_LEVEL, worker.number) : loggerOptions(LOG_LEVEL)
    })
  const { OTEL_EXPORTER_OTLP_ENDPOINT: collector } = settings
  const endTracing =
    collector === undefined
      ? undefined
      : (await import('./tracing.js')).startTracing(config, collector, {
          warn: (details, message) => log.warn(details, message)
        })
  let server = createServer()
  let waiting: WaitingServer | undefined
  const { log } = server
  const closing = closeOnSignals(
    log,
    {
      async leave(skipped) {
        if (shutdownDelay === 0 || !server.server.listening) return
        log.info({ seconds: shutdownDelay }, 'serving on before closing')
        await server.leave(shutdownDelay, skipped)
      },
      async close() {
        waiting?.close()
        await server.close()
        await endTracing?.()
      }
    },
    worker
  )
  worker?.onOrder(closing)
  // The parent warns for all workers.
  if (!worker) warnOfVariables(config, log)

  await waitForStores({
    async attempt() {
      await server.register(app, { config, ...(worker && { worker }) })
      await server.ready()
    },
    async onAway({ store }) {
      await server.close()
      server = createServer()
      waiting ??= await openWaitingServer(config)
      waiting.waitFor(store)
    },
    log: (details, message) => log.warn(details, message)
  })
  waiting?.handOver(server.server)
  waiting = undefined
  return server
    .listen({ host, port, ...(worker && { listenTextResolver: () => '' }) })
    .catch(refuseAddress)
}
