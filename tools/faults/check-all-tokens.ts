import { setTimeout as sleep } from 'node:timers/promises'
import type { Deployment } from './deployment.js'
import { sendLive, sendRevoked } from './sampled-requests.js'
import type { HttpResult } from './send-request.js'

/** The number of concurrent requests, and the number of revoked tokens that are tried: the newest. */
const width = 16
const mostRevoked = 1000

/** How often a request is tried until it returns 200 or 401, and the pause between, in milliseconds. */
const tries = 20
const pause = 100

async function patiently(asking: () => Promise<HttpResult>): Promise<void> {
  for (let i = 0; i < tries; i++) {
    const { status } = await asking()
    if (status === 200 || status === 401) return
    await sleep(pause)
  }
  throw new Error('no answer to a token long after the fault')
}

/** Tries the newest revoked tokens and all good ones once more, on every instance, after the recovery. */
export async function checkAllTokens({
  samples,
  ledger,
  permanentSessions,
  instances
}: Deployment): Promise<void> {
  const asks = instances.flatMap((instance) => [
    ...ledger.tokens
      .slice(-mostRevoked)
      .map((token) => () => sendRevoked(samples, instance, token)),
    ...permanentSessions.map((session) => () => sendLive(samples, instance, session))
  ])
  const next = asks.values()
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (const asking of next) await patiently(asking)
    })
  )
}
