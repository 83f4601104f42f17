import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { until } from '../../test/until.js'
import { isGood } from './ask.js'
import type { Drill } from './drill.js'
import { heapsOf } from './instance.js'
import { type Outcome, outcomeOf } from './outcome.js'
import type { Stage } from './stage.js'
import { sweep } from './sweep.js'

/** Revoked tokens that there are before a fault strikes, at the least. */
const fewestRevoked = 40

/** In milliseconds. */
export interface Pace {
  /** How long the load runs before the fault strikes. */
  readonly before: number
  /** From the recovery until all must be well. */
  readonly settling: number
  /** How long it runs after that. */
  readonly after: number
}

export const paces = {
  thorough: { before: 1000, settling: 1000, after: 1500 },
  quick: { before: 200, settling: 500, after: 500 }
}

/** How long the recovery may take before the drill gives up, in milliseconds. */
const longestRecovery = 30_000

/** Waits until each instance has let a good token in again. @returns when it had been asked, of the last */
async function recovered(stage: Stage, healed: number): Promise<number> {
  const firstGood = (name: string) =>
    stage.samples
      .between(healed, Number.POSITIVE_INFINITY, 'read')
      .find((sample) => sample.instance === name && isGood(sample as never))
  const names = stage.instances.map(({ name }) => name)
  await until(() => names.every(firstGood), longestRecovery)
  return Math.max(
    ...names.map((name) => {
      const { at = 0, took = 0 } = firstGood(name) ?? {}
      return at + took
    })
  )
}

/** Lets the load run, the fault strike and heal, and says what became of it all. */
export async function playDrill<S extends Stage>(
  stage: S,
  drill: Drill<S>,
  { before, settling, after }: Pace
): Promise<Outcome> {
  const { samples, ledger, load, instances } = stage
  samples.forget()
  // Whoever crashed in the drill before has been told of there.
  for (const instance of instances) if (!instance.isRunning) await instance.start()
  load.start()
  await until(() => ledger.size >= fewestRevoked)
  await sleep(before)
  await drill.prepare?.(stage)

  const heapsBefore = await heapsOf(instances)
  const { underWay } = samples
  const struck = performance.now()
  let evidence = ''
  const failures: string[] = []
  const fail = (error: Error) => void failures.push(error.message)
  try {
    evidence = await drill.fault(stage)
  } catch (error) {
    fail(error as Error)
  }
  const healed = performance.now()
  const good = await recovered(stage, healed).catch((error) => {
    fail(error)
    return Number.POSITIVE_INFINITY
  })
  await sleep(settling)
  const settled = performance.now()
  await sleep(after)
  await load.stop()
  await sweep(stage).catch(fail)

  const heapsAfter = await heapsOf(instances)
  const times = { struck, healed, good, settled }
  return outcomeOf(stage, drill, { times, evidence, underWay, failures, heapsBefore, heapsAfter })
}

/**
 * The same with the guarantee switched off.
 *
 * @returns how many revoked tokens were accepted
 */
export async function playUnguarded<S extends Stage>(
  stage: S,
  drill: Drill<S>,
  { after }: Pace
): Promise<number> {
  const { samples, ledger, load } = stage
  samples.forget()
  // What was lost in the drill before is accepted for ever.
  ledger.forget()
  load.start()
  await until(() => ledger.size >= fewestRevoked)
  await drill.prepare?.(stage)
  // Without the guarantee a fault may not come about as it should: what it let in is what counts.
  await drill.fault(stage).catch(() => {})
  await sleep(after)
  await load.stop()
  await sweep(stage)
  return samples.all.filter(({ operation, isWrong }) => operation === 'revoked' && isWrong).length
}
