import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { until } from '../../test/until.js'
import { checkAllTokens } from './check-all-tokens.js'
import type { Deployment } from './deployment.js'
import type { Drill } from './drill.js'
import { heapsOf } from './instance.js'
import { type Outcome, outcomeOf } from './outcome.js'
import { isSuccess } from './send-request.js'

/** The minimum number of revoked tokens before a fault begins. */
const minRevoked = 40

/** In milliseconds. */
export interface Pace {
  /** How long the load runs before the fault begins. */
  readonly before: number
  /** The time from the recovery until every request must succeed. */
  readonly settling: number
  /** How long the load runs after that. */
  readonly after: number
}

export const paces = {
  thorough: { before: 1000, settling: 1000, after: 1500 },
  quick: { before: 200, settling: 500, after: 500 }
}

/** The timeout of the recovery, in milliseconds. */
const recoveryTimeout = 30_000

/** Waits until each instance accepts a valid token again. @returns the time of the last of these responses */
async function untilRecovered(deployment: Deployment, ended: number): Promise<number> {
  const firstSuccess = (name: string) =>
    deployment.samples
      .between(ended, Number.POSITIVE_INFINITY, 'read')
      .find((sample) => sample.instance === name && isSuccess(sample as never))
  const names = deployment.instances.map(({ name }) => name)
  await until(() => names.every(firstSuccess), recoveryTimeout)
  return Math.max(
    ...names.map((name) => {
      const { at = 0, took = 0 } = firstSuccess(name) ?? {}
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
  samples.clear()
  // The previous drill has already reported instances that crashed in it.
  for (const instance of instances) if (!instance.isRunning) await instance.start()
  load.start()
  await until(() => ledger.size >= minRevoked)
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
  const recovered = await untilRecovered(deployment, ended).catch((error) => {
    fail(error)
    return Number.POSITIVE_INFINITY
  })
  await sleep(settling)
  const settled = performance.now()
  await sleep(after)
  await load.stop()
  await checkAllTokens(deployment).catch(fail)

  const heapsAfter = await heapsOf(instances)
  const times = { began, ended, recovered, settled }
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
 * Runs a drill on a deployment without the guarantee.
 *
 * @returns the number of requests with revoked tokens that were accepted
 */
export async function runWithoutGuarantee<S extends Deployment>(
  deployment: S,
  drill: Drill<S>,
  { after }: Pace
): Promise<number> {
  const { samples, ledger, load } = deployment
  samples.clear()
  // Tokens whose revocation the previous drill lost are still accepted.
  ledger.clear()
  load.start()
  await until(() => ledger.size >= minRevoked)
  await drill.prepare?.(deployment)
  // Without the guarantee, the checks of the fault may fail. Only the accepted tokens count.
  await drill.fault(deployment).catch(() => {})
  await sleep(after)
  await load.stop()
  await checkAllTokens(deployment)
  return samples.all.filter(({ operation, isWrong }) => operation === 'revoked' && isWrong).length
}
