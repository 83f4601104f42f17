import fc from 'fast-check'
import type { Test } from 'tap'
import type { Combination } from '../../test/stores.js'
import { allSteps } from './all-steps.js'
import { startSystems } from './start-systems.js'

const maxSteps = 25

export interface SequenceOptions {
  readonly combination: Combination
  /** The maximum number of sequences. */
  readonly runs: number
  /** No sequence begins after this time, in milliseconds; without it, all sequences run. */
  readonly timeLimit?: number
  /** A failure prints these three values; they reproduce it. */
  readonly seed?: number
  readonly path?: string
  readonly replay?: string
}

function repeatCommand(seed: number, path: string | null, counterexample: string): string {
  const [, replay] = /replayPath="([^"]*)"/.exec(counterexample) ?? []
  return `npm run test:model -- --seed=${seed} --path=${path} --replay=${replay}`
}

/** Runs random sequences of acts on the service, and compares every token with the model after each. */
export async function runSequences(t: Test, options: SequenceOptions): Promise<void> {
  const { combination, runs, timeLimit, seed, path, replay } = options
  const { begin, tally } = await startSystems(t, combination)
  const commands = fc.commands(allSteps, {
    maxCommands: maxSteps,
    size: 'max',
    ...(replay && { replayPath: replay })
  })
  const property = fc.asyncProperty(fc.boolean(), commands, (isExclusive, commands) =>
    fc.asyncModelRun(() => begin(isExclusive), commands)
  )
  const details = await fc.check(property, {
    numRuns: runs,
    ...(timeLimit && { interruptAfterTimeLimit: timeLimit, markInterruptAsFailure: false }),
    ...(seed !== undefined && { seed }),
    ...(path && { path, endOnFailure: true })
  })
  t.ok(details.numRuns > 0, 'sequences have run')
  t.notOk(details.failed, `${details.numRuns} sequences, seed ${details.seed}`)
  for (const [outcome, times] of [...tally].sort()) t.comment(`${times} × ${outcome}`)
  if (!details.failed) return
  const { errorInstance, counterexample, counterexamplePath } = details
  t.comment((errorInstance as Error).message)
  t.comment(await fc.asyncDefaultReportMessage(details))
  t.comment(repeatCommand(details.seed, counterexamplePath, String(counterexample)))
}
