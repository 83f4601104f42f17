/** Fastify with @fastify/jwt and @fastify/redis, as their READMEs show it: `trusted` rejects revoked tokens. */
import jwt from '@fastify/jwt'
import redis from '@fastify/redis'
import Fastify from 'fastify'
import { films, listening, path, redisUrl, revocationKey, secret } from './input.mjs'

const fastify = Fastify()
fastify.register(redis, { url: redisUrl })
fastify.register(jwt, {
  secret,
  verify: { algorithms: ['HS256'], allowedIss: 'fathat.org' },
  trusted: async (_request, payload) => !(await fastify.redis.exists(revocationKey(payload)))
})

fastify.decorate('authenticate', async (request, reply) => {
  try {
    await request.jwtVerify()
  } catch (error) {
    reply.send(error)
  }
})

fastify.register(async (routes) => {
  routes.get(path, { onRequest: [routes.authenticate] }, async () => films)
})

await fastify.listen({ host: '127.0.0.1', port: 0 })
listening(fastify.server.address().port)
