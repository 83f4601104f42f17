import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import type { Config } from '../plugins/external/config.js'
import { refuseAddress } from '../src/config/start-error.js'
import { loggerOptions } from '../src/log/logger-options.js'
import { type Report, send } from '../src/workers/messages.js'
import { createRestarts } from '../src/workers/restarts.js'
import { closeOnSignals, graceDelay } from './close-on-signals.js'
import { serveMetrics } from './parent-metrics.js'
import { warnOfVariables } from './warn-of-variables.js'

interface ParentOptions {
  readonly config: Config
  readonly count: number
  /** Ends the process because a worker cannot start. */
  readonly refuse: (error: Error) => never
}

/** How long workers may take to leave after the delay. In milliseconds. */
const leaveMargin = 2000

/** Workers that do not close in time end themselves before the parent gives up. In milliseconds. */
const parentDelay = graceDelay + 2000

/** Chooses a free port instead of 0, so that later workers listen on the same one. */
async function choosePort({ HOST, PORT }: Config['settings']): Promise<number> {
  if (PORT !== 0) return PORT
  const server = createServer().listen(0, HOST)
  await once(server, 'listening').catch(refuseAddress)
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/**
 * Starts the workers, replaces those that die, and closes them all on a signal.
 *
 * @returns the address, when all workers have started
 * @throws StartError
 */
export async function startWorkers({ config, count, refuse }: ParentOptions): Promise<string> {
  const { settings, environment, shutdownDelay } = config
  const log = pino(loggerOptions(settings.LOG_LEVEL))
  warnOfVariables(config, log)
  const nextDelay = createRestarts(() => performance.now())
  /** The running workers, each with whether it has started. */
  const workers = new Map<Worker, boolean>()
  let haveAllStarted = false
  let isClosing = false
  let haveAllClosed = true

  // The workers accept connections themselves. If the parent passed them on, a request on a new
  // connection would cost twice the CPU time, and some would hang when their worker dies.
  cluster.schedulingPolicy = cluster.SCHED_NONE
  // Structured cloning keeps NaN, the value of an unknown metric. JSON would make it null.
  cluster.setupPrimary({ args: ['--worker'], serialization: 'advanced' })
  await serveMetrics(settings, () => [...workers.keys()].filter((one) => workers.get(one)))
  const port = await choosePort(settings)

  function fork(): void {
    // A replacement must not read changed files.
    const worker = cluster.fork({ ...environment, PORT: String(port) })
    workers.set(worker, false)
  }

  /** Sends an order, after which no worker is replaced, and waits until all have ended. */
  async function endAll(type: 'leave' | 'close'): Promise<void> {
    isClosing = true
    for (const worker of workers.keys()) send(worker, { type })
    while (workers.size > 0) await once(cluster, 'exit')
  }

  /** @returns whether all workers have ended with status 0 */
  async function closeAll(): Promise<boolean> {
    await endAll('close')
    return haveAllClosed
  }

  /** Lets the workers leave and close by themselves, unless this takes too long or is skipped. */
  async function leave(skipped: AbortSignal): Promise<void> {
    if (shutdownDelay === 0 || !haveAllStarted) return
    const limit = shutdownDelay * 1000 + leaveMargin
    await Promise.race([
      endAll('leave'),
      sleep(limit, undefined, { signal: skipped, ref: false })
    ]).catch(() => {})
  }

  cluster.on('exit', (worker, code, signal) => {
    workers.delete(worker)
    if (isClosing) {
      haveAllClosed &&= code === 0
      return
    }
    const delay = nextDelay()
    const details = { worker: worker.id, code, signal }
    if (delay === null) {
      log.fatal(details, 'closing, because five workers died within a minute')
      closeAll().then(() => process.exit(1))
    } else {
      log.error({ ...details, delay }, 'a worker died, and is replaced after the delay')
      setTimeout(() => {
        if (!isClosing) fork()
      }, delay)
    }
  })
  process.on('exit', () => {
    for (const worker of workers.keys()) worker.process.kill('SIGKILL')
  })
  closeOnSignals(
    log,
    {
      leave,
      async close() {
        if (!(await closeAll())) throw new Error('a worker did not close as it should')
      }
    },
    { delay: parentDelay }
  )

  const address = await new Promise<string>((resolve) => {
    cluster.on('message', (worker, report: Report) => {
      if (report.type === 'refused') {
        worker.process.disconnect()
        if (!isClosing) closeAll().then(() => refuse(new Error(report.message)))
      } else if (isClosing) {
        // The order to close was lost if the worker was loading its modules.
        send(worker, { type: 'close' })
      } else if (report.type === 'started') {
        workers.set(worker, true)
        haveAllStarted ||= workers.size === count && [...workers.values()].every(Boolean)
        if (!haveAllStarted) return
        for (const one of workers.keys()) send(one, { type: 'all-started' })
        resolve(report.address)
      }
    })
    for (let i = 0; i < count; i++) fork()
  })
  log.info(`Server listening at ${address}`)
  return address
}
