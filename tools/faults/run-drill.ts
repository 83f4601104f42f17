import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { until } from '../../test/until.js'
import { checkAllTokens } from './check-all-tokens.js'
import type { Deployment } from './deployment.js'
import type { Drill } from './drill.js'
import { heapsOf } from './instance.js'
import { type Outcome, outcomeOf } from './outcome.js'
import { isGood } from './send-request.js'

/** The minimum number of revoked tokens before a fault strikes. */
const fewestRevoked = 40

/** In milliseconds. */
export interface Pace {
  /** How long the load runs before the fault strikes. */
  readonly before: number
  /** The time from the recovery until everything must work. */
  readonly settling: number
  /** How long the load runs after that. */
  readonly after: number
}

export const paces = {
  thorough: { before: 1000, settling: 1000, after: 1500 },
  quick: { before: 200, settling: 500, after: 500 }
}

/** The timeout of the recovery, in milliseconds. */
const longestRecovery = 30_000

/** Waits until each instance accepts a good token again. @returns when the last of them responded */
async function recovered(deployment: Deployment, ended: number): Promise<number> {
  const firstGood = (name: string) =>
    deployment.samples
      .between(ended, Number.POSITIVE_INFINITY, 'read')
      .find((sample) => sample.instance === name && isGood(sample as never))
  const names = deployment.instances.map(({ name }) => name)
  await until(() => names.every(firstGood), longestRecovery)
  return Math.max(
    ...names.map((name) => {
      const { at = 0, took = 0 } = firstGood(name) ?? {}
      return at + took
    })
  )
}

/** Runs the load, the fault and the recovery, and returns the outcome. */
export async function runDrill<S extends Deployment>(
  deployment: S,
  drill: Drill<S>,
  { before, settling, after }: Pace
): Promise<Outcome> {
  const { samples, ledger, load, instances } = deployment
  samples.forget()
  // The previous drill has already reported instances that crashed in it.
  for (const instance of instances) if (!instance.isRunning) await instance.start()
  load.start()
  await until(() => ledger.size >= fewestRevoked)
  await sleep(before)
  await drill.prepare?.(deployment)

  const heapsBefore = await heapsOf(instances)
  const { outstanding } = samples
  const began = performance.now()
  let evidence = ''
  const failures: string[] = []
  const fail = (error: Error) => void failures.push(error.message)
  try {
    evidence = await drill.fault(deployment)
  } catch (error) {
    fail(error as Error)
  }
  const ended = performance.now()
  const good = await recovered(deployment, ended).catch((error) => {
    fail(error)
    return Number.POSITIVE_INFINITY
  })
  await sleep(settling)
  const settled = performance.now()
  await sleep(after)
  await load.stop()
  await checkAllTokens(deployment).catch(fail)

  const heapsAfter = await heapsOf(instances)
  const times = { began, ended, good, settled }
  return outcomeOf(deployment, drill, {
    times,
    evidence,
    outstanding,
    failures,
    heapsBefore,
    heapsAfter
  })
}

/**
 * Plays a drill on a deployment without the guarantee.
 *
 * @returns how many revoked tokens were accepted
 */
export async function runUnprotected<S extends Deployment>(
  deployment: S,
  drill: Drill<S>,
  { after }: Pace
): Promise<number> {
  const { samples, ledger, load } = deployment
  samples.forget()
  // Tokens whose revocation the previous drill lost are still accepted.
  ledger.forget()
  load.start()
  await until(() => ledger.size >= fewestRevoked)
  await drill.prepare?.(deployment)
  // Without the guarantee, the checks of the fault may fail. Only the accepted tokens count.
  await drill.fault(deployment).catch(() => {})
  await sleep(after)
  await load.stop()
  await checkAllTokens(deployment)
  return samples.all.filter(({ operation, isWrong }) => operation === 'revoked' && isWrong).length
}
