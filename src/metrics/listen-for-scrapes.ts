import { createServer } from 'node:http'
import { StartError } from '../config/start-error.js'

/** The members used of a registry of prom-client. */
interface Metrics {
  readonly contentType: string
  /** Returns Prometheus' text format. */
  metrics(): Promise<string>
}

/** Leaves out unknown values, which prom-client writes as `Nan`: a rule cannot compare them. */
const withoutUnknown = (text: string) => text.replace(/^[^#\n].* Nan$\n?/gm, '')

/**
 * Serves Prometheus' text format at `/metrics`, on a port of its own that clients need not reach.
 *
 * @returns closes the listener and its connections
 * @throws StartError if it cannot listen
 */
export async function listenForScrapes(
  { host, port }: { readonly host: string; readonly port: number },
  source: Metrics
): Promise<() => void> {
  const listener = createServer(async ({ url }, response) => {
    if (url !== '/metrics') return response.writeHead(404).end('See /metrics\n')
    try {
      const text = withoutUnknown(await source.metrics())
      return response.writeHead(200, { 'content-type': source.contentType }).end(text)
    } catch (error) {
      // A worker has died during the scrape, or hangs.
      return response.writeHead(503).end(`${(error as Error).message}\n`)
    }
  })
  await new Promise<void>((resolve, reject) => {
    listener.once('error', ({ message }) => {
      reject(new StartError([{ variable: 'METRICS_HOST, METRICS_PORT', message }]))
    })
    listener.listen(port, host, resolve)
  })
  return () => {
    listener.closeAllConnections()
    listener.close()
  }
}
