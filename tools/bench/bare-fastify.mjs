/** Fastify without logger, hooks and plugins. Its route sends the service's body. */
import { readFileSync } from 'node:fs'
import Fastify from 'fastify'

const { path, text: body } = JSON.parse(readFileSync(process.argv[2], 'utf8'))

const app = Fastify()
app.get(path, (_request, reply) => {
  reply.header('content-type', 'application/json; charset=utf-8').send(body)
})

console.log(await app.listen({ host: '127.0.0.1', port: 0 }))
