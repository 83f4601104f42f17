/** Hono on @hono/node-server: jsonwebtoken and ioredis in a middleware, `c.json`. */
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import { HTTPException } from 'hono/http-exception'
import { Redis } from 'ioredis'
import jwt from 'jsonwebtoken'
import { bearer, claims, films, key, listening, path, redisUrl, revocationKey } from './input.mjs'

const redis = new Redis(redisUrl)

const authenticate = createMiddleware(async (c, next) => {
  let payload
  try {
    payload = jwt.verify(bearer(c.req.header('authorization')), key, claims)
  } catch {
    throw new HTTPException(401)
  }
  if (await redis.exists(revocationKey(payload))) throw new HTTPException(401)
  c.set('user', payload)
  await next()
})

const app = new Hono()
app.get(path, authenticate, (c) => c.json(films))

serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => listening(port))
