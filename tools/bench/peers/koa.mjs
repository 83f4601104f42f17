/** Koa with @koa/router: jsonwebtoken and ioredis in a middleware, an object as `ctx.body`. */
import Router from '@koa/router'
import { Redis } from 'ioredis'
import jwt from 'jsonwebtoken'
import Koa from 'koa'
import { bearer, claims, films, key, listening, path, redisUrl, revocationKey } from './input.mjs'

const redis = new Redis(redisUrl)

async function authenticate(ctx, next) {
  try {
    ctx.state.user = jwt.verify(bearer(ctx.get('authorization')), key, claims)
  } catch {
    ctx.throw(401)
  }
  if (await redis.exists(revocationKey(ctx.state.user))) ctx.throw(401)
  await next()
}

const app = new Koa()
app.silent = true
const router = new Router()
router.get(path, authenticate, (ctx) => {
  ctx.body = films
})
app.use(router.routes())

const server = app.listen(0, '127.0.0.1', () => listening(server.address().port))
