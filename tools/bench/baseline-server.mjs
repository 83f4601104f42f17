/** The baseline server: Node's own HTTP server, which sends the service's response to every request. */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'

const { status, headers, text, base64 } = JSON.parse(readFileSync(process.argv[2], 'utf8'))
// Like the service: text in one write with the headers; compressed bytes unchanged.
const body = text ?? Buffer.from(base64, 'base64')

const server = createServer({ keepAliveTimeout: 72_000 }, (_request, response) => {
  response.writeHead(status, headers)
  response.end(body)
})

server.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}`)
})
