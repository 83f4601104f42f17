import type { Test } from 'tap'
import { bearer, build, mint } from '../helper.js'

const token = bearer(mint())

/** Returns a function that sends requests to one service, as a user with a valid token. */
export async function asker(t: Test, env: Record<string, string> = {}) {
  const server = await build(t, { env })
  return (url: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') =>
    server.inject({ method, url, headers: { ...token, ...headers } })
}
