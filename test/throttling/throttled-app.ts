import type { FastifyContextConfig, FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import { throttles } from '../../src/throttling/policies.js'
import { build } from '../helper.js'

/** Limits that a test can reach. */
export const limits = {
  RATE_LIMIT: 'on',
  RATE_LIMIT_ADDRESS_PER_MINUTE: '4',
  RATE_LIMIT_ACCOUNT_PER_MINUTE: '2',
  RATE_LIMIT_ADDRESS_MAILS_PER_HOUR: '4',
  RATE_LIMIT_ACCOUNT_MAILS_PER_HOUR: '2'
}

export interface Sent {
  readonly url?: string
  readonly email?: string
  readonly headers?: Record<string, string>
  readonly from?: string
}

/** The application with a public route for each throttle, named after it, and a secured one. */
export async function throttledApp(
  t: Test,
  env: Record<string, string> = {},
  clock?: () => number
) {
  const server = await build(t, {
    env: { ...limits, ...env },
    ...(clock && { clock }),
    before(server: FastifyInstance) {
      const answer = async () => ({ status: 'ok' })
      for (const throttle of throttles) {
        server.post(`/${throttle}`, { config: { public: true, throttle } }, answer)
      }
      const config: FastifyContextConfig = { minimumRole: 'basic', throttle: 'refresh' }
      server.post('/own', { config }, answer)
      server.get('/page', { config: { public: true, throttle: 'verification' } }, answer)
      server.get('/free', { config: { public: true } }, answer)
    }
  })
  const post = ({ url = '/login', email, headers = {}, from = '192.0.2.1' }: Sent = {}) =>
    server.inject({
      method: 'POST',
      url,
      remoteAddress: from,
      headers,
      ...(email !== undefined && { payload: { email } })
    })
  /** Returns the statuses of that many requests in sequence. */
  async function statuses(count: number, sent: (index: number) => Sent): Promise<number[]> {
    const all: number[] = []
    for (let i = 0; i < count; i++) all.push((await post(sent(i))).statusCode)
    return all
  }
  return { server, post, statuses }
}

export const shown = ({ headers }: { headers: Record<string, unknown> }) => [
  headers['ratelimit-limit'],
  headers['ratelimit-remaining']
]
