import { setTimeout as sleep } from 'node:timers/promises'
import { claimsOf } from '../claims-of.js'
import type { Deployment } from '../deployment.js'
import type { Drill } from '../drill.js'

/** In seconds. */
const tenMinutes = 600
/** How long the clock is wrong, in milliseconds. */
const outage = 4000

/**
 * Changes a clock while the load is stopped, and drops its sessions: tokens of a wrong clock can be from
 * the future when the clock is right again, and the service rejects them correctly.
 */
async function withoutLoad(deployment: Deployment, act: () => Promise<unknown>): Promise<void> {
  await deployment.load.stop()
  deployment.load.forget()
  await act()
  deployment.load.start()
}

async function stepAll(deployment: Deployment, seconds: number): Promise<void> {
  await withoutLoad(deployment, () =>
    Promise.all(deployment.instances.map((instance) => instance.stepClock(seconds)))
  )
}

/** Returns the offset of an instance's clock from ours, in minutes, by the `iat` of a new token. */
async function shownBy(deployment: Deployment): Promise<number> {
  const { token } = await deployment.logIn()
  return Math.round((claimsOf(token).iat - Date.now() / 1000) / 60)
}

export const clock: readonly Drill<Deployment>[] = [
  {
    name: 'clocks of all instances: forward by 10 minutes, and back',
    losesData: true,
    mayRefuse: true,
    async fault(deployment) {
      await stepAll(deployment, tenMinutes)
      const shown = await shownBy(deployment)
      await sleep(outage)
      await stepAll(deployment, 0)
      return `tokens ${shown} minutes ahead, and all others expired`
    }
  },
  {
    name: 'clocks of all instances: back by 10 minutes, and forward',
    mayRefuse: true,
    async fault(deployment) {
      await stepAll(deployment, -tenMinutes)
      const shown = await shownBy(deployment)
      await sleep(outage)
      await stepAll(deployment, 0)
      return `tokens ${-shown} minutes behind`
    }
  },
  {
    name: "one instance's clock: forward, back, and right again",
    mayRefuse: true,
    async fault(deployment) {
      const shown: number[] = []
      for (const seconds of [tenMinutes, -tenMinutes, 0]) {
        await withoutLoad(deployment, () => deployment.first.stepClock(seconds))
        shown.push(await shownBy(deployment))
        await sleep(outage / 2)
      }
      return `tokens ${shown.join(', ')} minutes beside`
    }
  }
]
