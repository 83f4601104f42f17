import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer } from './ask.js'
import type { Stage } from './stage.js'
import { tryLive, tryRevoked } from './try.js'

/** How many are asked at once, and how many revoked tokens are tried: the newest. */
const width = 16
const mostRevoked = 1000

/** How often what is not answered yet is asked again, and after how many milliseconds. */
const tries = 20
const pause = 100

async function patiently(asking: () => Promise<Answer>): Promise<void> {
  for (let i = 0; i < tries; i++) {
    const { status } = await asking()
    if (status === 200 || status === 401) return
    await sleep(pause)
  }
  throw new Error('no answer to a token long after the fault')
}

/** When all is well again: every revoked token and every good one, once more, on every instance. */
export async function sweep({ samples, ledger, stock, instances }: Stage): Promise<void> {
  const asks = instances.flatMap((instance) => [
    ...ledger.tokens.slice(-mostRevoked).map((token) => () => tryRevoked(samples, instance, token)),
    ...stock.map((session) => () => tryLive(samples, instance, session))
  ])
  const next = asks.values()
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (const asking of next) await patiently(asking)
    })
  )
}
