import { setTimeout as sleep } from 'node:timers/promises'
import type { Embedded } from '../deployments/embedded.js'
import type { Drill } from '../drill.js'
import { killRepeatedly } from './kill-repeatedly.js'

export const embedded: readonly Drill<Embedded>[] = [
  {
    name: 'embedded default: SIGKILL 3 times',
    isQuick: true,
    endsInstances: true,
    fault: (deployment) => killRepeatedly(deployment, 3)
  },
  {
    name: 'embedded default: SIGKILL 15 times',
    endsInstances: true,
    fault: (deployment) => killRepeatedly(deployment, 15)
  },
  {
    name: 'embedded default: SIGTERM',
    endsInstances: true,
    async fault({ first }) {
      const { pid } = first
      const end = await first.kill('SIGTERM')
      if (end !== 0) throw new Error(`the exit code or signal is ${end}, not 0`)
      await sleep(500)
      await first.start()
      return `exit code 0; pid ${pid} → ${first.pid}`
    }
  }
]
