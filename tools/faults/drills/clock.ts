import { setTimeout as sleep } from 'node:timers/promises'
import { claimsOf } from '../claims-of.js'
import type { Deployment } from '../deployment.js'
import type { Drill } from '../drill.js'

/** In seconds. */
const tenMinutes = 600
/** How long the clock is wrong, in milliseconds. */
const outage = 4000

/**
 * Changes a clock while the load is stopped, and drops the sessions of the load. Tokens of a wrong clock
 * may be from the future when the clock is correct again. The service is right to reject them.
 */
async function withoutLoad(deployment: Deployment, act: () => Promise<unknown>): Promise<void> {
  await deployment.load.stop()
  deployment.load.clearSessions()
  await act()
  deployment.load.start()
}

async function stepAll(deployment: Deployment, seconds: number): Promise<void> {
  await withoutLoad(deployment, () =>
    Promise.all(deployment.instances.map((instance) => instance.stepClock(seconds)))
  )
}

/** Returns the offset of an instance's clock from ours, in minutes, by the `iat` of a new token. */
async function offsetOf(deployment: Deployment): Promise<number> {
  const { token } = await deployment.logIn()
  return Math.round((claimsOf(token).iat - Date.now() / 1000) / 60)
}

export const clock: readonly Drill<Deployment>[] = [
  {
    name: 'clock of every instance: 10 minutes ahead, then correct',
    losesData: true,
    mayRejectValid: true,
    async fault(deployment) {
      await stepAll(deployment, tenMinutes)
      const offset = await offsetOf(deployment)
      await sleep(outage)
      await stepAll(deployment, 0)
      return `\`iat\` ${offset} minutes ahead; all other tokens expired`
    }
  },
  {
    name: 'clock of every instance: 10 minutes behind, then correct',
    mayRejectValid: true,
    async fault(deployment) {
      await stepAll(deployment, -tenMinutes)
      const offset = await offsetOf(deployment)
      await sleep(outage)
      await stepAll(deployment, 0)
      return `\`iat\` ${-offset} minutes behind`
    }
  },
  {
    name: 'clock of one instance: 10 minutes ahead, behind, then correct',
    mayRejectValid: true,
    async fault(deployment) {
      const offsets: number[] = []
      for (const seconds of [tenMinutes, -tenMinutes, 0]) {
        await withoutLoad(deployment, () => deployment.first.stepClock(seconds))
        offsets.push(await offsetOf(deployment))
        await sleep(outage / 2)
      }
      return `\`iat\` offset by ${offsets.join(', ')} minutes`
    }
  }
]
