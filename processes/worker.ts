import cluster, { type Worker } from 'node:cluster'
import { loadConfig } from '../plugins/external/config.js'
import type { Environment } from '../src/config/read-settings.js'
import type { Order, Report } from '../src/workers/messages.js'
import { serve } from './serve.js'

/** Signals that a terminal or a service manager sends to the whole process group. */
const signals = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGUSR2', 'SIGTERM'] as const

/**
 * Serves as one of several processes. When the parent ends, the channel to it closes, and
 * node:cluster ends this process at once.
 */
export async function work(environment: Environment): Promise<void> {
  const self = cluster.worker as Worker
  const report = (message: Report) => self.send(message)
  let haveAllStarted = false
  let readMetrics: (() => Promise<object[]>) | undefined
  try {
    const config = loadConfig(environment)
    const address = await serve(config, {
      number: self.id,
      haveAllStarted: () => haveAllStarted,
      onScrape(read) {
        readMetrics = read
      },
      skip: [...signals],
      onOrder({ leave, close }) {
        // The order of the parent and a signal to the process group may both arrive, in any order.
        // Only the parent decides what a second signal does.
        for (const signal of signals) process.on(signal, signal === 'SIGTERM' ? leave : close)
        self.on('message', ({ type }: Order) => {
          if (type === 'all-started') haveAllStarted = true
          if (type === 'scrape')
            readMetrics?.().then((metrics) => report({ type: 'metrics', metrics }))
          if (type === 'leave') leave()
          if (type === 'close') close()
        })
        report({ type: 'loaded' })
      }
    })
    report({ type: 'started', address })
  } catch (error) {
    report({ type: 'refused', message: (error as Error).message })
  }
}
