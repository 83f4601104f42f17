import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { Owner } from '../owner.js'

/** A collector of traces that keeps what it receives by OTLP over HTTP, as it is encoded. */
export async function startCollector(owner: Owner) {
  const bodies: Buffer[] = []
  const requests: string[] = []
  const server = createServer(async (request, response) => {
    requests.push(`${request.method} ${request.url} ${request.headers['content-type']}`)
    bodies.push(await buffer(request))
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end()
  }).listen(0, '127.0.0.1')
  owner.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    received: () => Buffer.concat(bodies)
  }
}
