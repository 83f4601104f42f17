/** What all peers share: the secret, the Redis and the list that they send. */
import { createSecretKey } from 'node:crypto'
import { readFileSync } from 'node:fs'

const { JWT_SECRET, REDIS_URL } = process.env
const response = JSON.parse(readFileSync(process.argv[2], 'utf8'))

export const path = response.path
/** An object: each peer serializes it for each request, as a user of its framework does. */
export const films = JSON.parse(response.text)
export const secret = JWT_SECRET
/** jsonwebtoken verifies several times faster with a KeyObject than with a string. */
export const key = createSecretKey(Buffer.from(JWT_SECRET))
export const claims = { algorithms: ['HS256'], issuer: 'fathat.org' }
export const redisUrl = REDIS_URL
export const revocationKey = ({ sub }) => `revoked:${sub}`

export const bearer = (header) => (header?.startsWith('Bearer ') ? header.slice(7) : undefined)

/** Prints the origin: the load test waits for it. */
export const listening = (port) => console.log(`http://127.0.0.1:${port}`)
