import { setTimeout as sleep } from 'node:timers/promises'
import { claimsOf } from '../claims-of.js'
import type { Drill } from '../drill.js'
import type { Stage } from '../stage.js'

/** In seconds. */
const tenMinutes = 600
/** How long the clock is wrong, in milliseconds. */
const outage = 4000

/**
 * Changes a clock while the load is stopped, and drops its sessions: tokens of a wrong clock can be from
 * the future when the clock is right again, and the service rejects them correctly.
 */
async function withoutLoad(stage: Stage, act: () => Promise<unknown>): Promise<void> {
  await stage.load.stop()
  stage.load.forget()
  await act()
  stage.load.start()
}

async function stepAll(stage: Stage, seconds: number): Promise<void> {
  await withoutLoad(stage, () =>
    Promise.all(stage.instances.map((instance) => instance.stepClock(seconds)))
  )
}

/** Returns the offset of an instance's clock from ours, in minutes, by the `iat` of a new token. */
async function shownBy(stage: Stage): Promise<number> {
  const { token } = await stage.logIn()
  return Math.round((claimsOf(token).iat - Date.now() / 1000) / 60)
}

export const clock: readonly Drill<Stage>[] = [
  {
    name: 'clocks of all instances: forward by 10 minutes, and back',
    losesData: true,
    mayRefuse: true,
    async fault(stage) {
      await stepAll(stage, tenMinutes)
      const shown = await shownBy(stage)
      await sleep(outage)
      await stepAll(stage, 0)
      return `tokens ${shown} minutes ahead, and all others expired`
    }
  },
  {
    name: 'clocks of all instances: back by 10 minutes, and forward',
    mayRefuse: true,
    async fault(stage) {
      await stepAll(stage, -tenMinutes)
      const shown = await shownBy(stage)
      await sleep(outage)
      await stepAll(stage, 0)
      return `tokens ${-shown} minutes behind`
    }
  },
  {
    name: "one instance's clock: forward, back, and right again",
    mayRefuse: true,
    async fault(stage) {
      const shown: number[] = []
      for (const seconds of [tenMinutes, -tenMinutes, 0]) {
        await withoutLoad(stage, () => stage.first.stepClock(seconds))
        shown.push(await shownBy(stage))
        await sleep(outage / 2)
      }
      return `tokens ${shown.join(', ')} minutes beside`
    }
  }
]
