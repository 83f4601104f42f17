/** Express 5: jsonwebtoken and ioredis in a middleware, `response.json`. */
import express from 'express'
import { Redis } from 'ioredis'
import jwt from 'jsonwebtoken'
import { bearer, claims, films, key, listening, path, redisUrl, revocationKey } from './input.mjs'

const redis = new Redis(redisUrl)

async function authenticate(request, response, next) {
  let payload
  try {
    payload = jwt.verify(bearer(request.headers.authorization), key, claims)
  } catch {
    return response.status(401).json({ message: 'Unauthorized' })
  }
  if (await redis.exists(revocationKey(payload))) {
    return response.status(401).json({ message: 'Unauthorized' })
  }
  request.user = payload
  next()
}

const app = express()
app.get(path, authenticate, (_request, response) => {
  response.json(films)
})

const server = app.listen(0, '127.0.0.1', () => listening(server.address().port))
