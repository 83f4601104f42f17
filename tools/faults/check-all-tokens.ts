import { setTimeout as sleep } from 'node:timers/promises'
import type { Deployment } from './deployment.js'
import { sendLive, sendRevoked } from './sampled-requests.js'
import type { HttpResult } from './send-request.js'

/** The number of concurrent requests, and of revoked tokens that are checked: the newest. */
const concurrency = 16
const maxRevoked = 1000

/** The maximum number of tries until a request returns 200 or 401, and the pause between them, in milliseconds. */
const tries = 20
const pause = 100

async function retryWhileUnavailable(send: () => Promise<HttpResult>): Promise<void> {
  for (let i = 0; i < tries; i++) {
    const { status } = await send()
    if (status === 200 || status === 401) return
    await sleep(pause)
  }
  throw new Error(`a token got neither 200 nor 401 in ${tries} tries after the fault`)
}

/** Sends the newest revoked tokens and all valid ones once more to every instance, after the recovery. */
export async function checkAllTokens({
  samples,
  ledger,
  permanentSessions,
  instances
}: Deployment): Promise<void> {
  const requests = instances.flatMap((instance) => [
    ...ledger.tokens.slice(-maxRevoked).map((token) => () => sendRevoked(samples, instance, token)),
    ...permanentSessions.map((session) => () => sendLive(samples, instance, session))
  ])
  const next = requests.values()
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      for (const send of next) await retryWhileUnavailable(send)
    })
  )
}
