import { randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { bearer, mint } from '../helper.js'
import type { Owner } from '../owner.js'

/** Sends a request, and returns its status, or the code of the error. */
function statusOf(url: string, method: string, token: string, agent: Agent): Promise<string> {
  return new Promise((resolve) => {
    request(url, { method, headers: bearer(token), agent }, (response) => {
      response.resume().once('end', () => resolve(String(response.statusCode)))
      response.once('error', ({ message }) => resolve(message))
    })
      .once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
      .end()
  })
}

/**
 * Sends reads and logouts through a proxy until it is stopped. Bursts leave the proxy with more
 * connections to the instances than the steady load needs, so that some are always idle.
 */
export function startProxiedLoad(owner: Owner, origin: string) {
  const agent = new Agent({ keepAlive: true })
  owner.teardown(() => agent.destroy())
  const counts = { reads: 0, logouts: 0 }
  /** How often each unexpected result occurred, by request and status. */
  const failed: Record<string, number> = {}
  let shouldRun = true
  const reader = mint()

  async function send(name: keyof typeof counts): Promise<void> {
    const status = await (name === 'reads'
      ? statusOf(`${origin}/films/v1/`, 'GET', reader, agent)
      : statusOf(`${origin}/users/v1/logout`, 'POST', mint('access', { sub: randomUUID() }), agent))
    counts[name]++
    if (status !== '200') failed[`${name} ${status}`] = (failed[`${name} ${status}`] ?? 0) + 1
  }

  /** The pauses are random, so that requests hit every moment of a restart. In milliseconds. */
  async function repeat(act: () => Promise<unknown>, pause: number): Promise<void> {
    while (shouldRun) {
      await act()
      await sleep(pause * (0.5 + Math.random()))
    }
  }

  const burst = () => Promise.all(Array.from({ length: 24 }, () => send('reads')))
  const loops = [
    repeat(burst, 400),
    ...Array.from({ length: 4 }, () => repeat(() => send('reads'), 20)),
    ...Array.from({ length: 6 }, () => repeat(() => send('logouts'), 20))
  ]
  return {
    counts,
    failed,
    async stop(): Promise<void> {
      shouldRun = false
      await Promise.all(loops)
    }
  }
}
