import { setTimeout as sleep } from 'node:timers/promises'
import type { Deployment } from '../deployment.js'

/** The maximum time that an instance runs before it is killed again, in milliseconds. */
const maxUptime = 600

/** Kills instances in turn, at random moments, and restarts each. */
export async function killRepeatedly({ instances }: Deployment, times: number): Promise<string> {
  const pids = new Set<number>()
  for (let i = 0; i < times; i++) {
    const instance = instances[i % instances.length]
    if (instance === undefined) break
    pids.add(instance.pid)
    await sleep(Math.random() * maxUptime)
    await instance.kill('SIGKILL')
    await instance.start()
  }
  if (pids.size < times) throw new Error(`only ${pids.size} of ${times} processes were killed`)
  return `${pids.size} processes killed`
}
