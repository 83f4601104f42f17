import type { Test } from 'tap'
import { bearer, mint } from '../helper.js'
import { createDatabase } from '../postgres.js'
import { startRedis } from '../redis-server.js'
import { Service, type ServiceOptions } from '../server/service.js'
import { until } from '../until.js'

/** Settings for two workers, on a database and a Redis of their own. */
export async function twoWorkers(t: Test): Promise<Record<string, string>> {
  const { url } = await startRedis(t)
  // The level at which every request is logged, with the number of its worker.
  const settings = { WORKERS: '2', LOG_LEVEL: 'debug' }
  return { ...settings, DATABASE_URL: await createDatabase(t), REDIS_URL: url }
}

/** Starts a service with two workers, and waits until both have started. */
export async function startTwo(t: Test, options: ServiceOptions = {}) {
  const service = new Service(t, { ...options, env: { ...(await twoWorkers(t)), ...options.env } })
  const origin = await service.origin()

  /** Sends a request on a new connection. */
  async function ask(path: string, options: RequestInit = {}) {
    const headers = { ...bearer(mint()), ...options.headers, connection: 'close' }
    const { status, headers: answered } = await fetch(`${origin}${path}`, { ...options, headers })
    const id = answered.get('x-request-id')
    const lineOf = () => service.log.find(({ reqId }) => reqId === id)
    await until(lineOf)
    return { status, worker: lineOf()?.worker as number }
  }

  /** Sends the request until a certain worker has answered. @returns the status */
  async function askWorker(worker: number, path: string, options?: RequestInit): Promise<number> {
    let answer = await ask(path, options)
    await until(async () => {
      if (answer.worker !== worker) answer = await ask(path, options)
      return answer.worker === worker
    })
    return answer.status
  }

  /** Sends a signal to a worker that has logged a line. */
  function killWorker(worker: number, signal: NodeJS.Signals): void {
    process.kill(service.log.find((line) => line.worker === worker)?.pid as number, signal)
  }

  return { service, origin, ask, askWorker, killWorker }
}
