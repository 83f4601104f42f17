import { parseArgs } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import { everything } from './everything.js'
import { startWorlds } from './start-worlds.js'

const { values } = parseArgs({
  options: {
    /** How many sequences. */
    runs: { type: 'string', default: process.env.CI === 'true' ? '300' : '50' },
    /** The three that a failure prints: they play it again. */
    seed: { type: 'string' },
    path: { type: 'string' },
    replay: { type: 'string' }
  }
})
const { runs, seed, path, replay } = values

const maxSteps = 25
/** In milliseconds. */
const timePerSequence = 5_000

function playAgain(seed: number, path: string | null, counterexample: string): string {
  const [, replay] = /replayPath="([^"]*)"/.exec(counterexample) ?? []
  return `npm run test:model -- --seed=${seed} --path=${path} --replay=${replay}`
}

t.setTimeout(60_000 + Number(runs) * timePerSequence)

t.test('whatever people do, every token is worth what the model says', async (t) => {
  const { begin, tally } = await startWorlds(t)
  const commands = fc.commands(everything, {
    maxCommands: maxSteps,
    size: 'max',
    ...(replay && { replayPath: replay })
  })
  const property = fc.asyncProperty(fc.boolean(), commands, (isExclusive, commands) =>
    fc.asyncModelRun(() => begin(isExclusive), commands)
  )
  const details = await fc.check(property, {
    numRuns: Number(runs),
    ...(seed && { seed: Number(seed) }),
    ...(path && { path, endOnFailure: true })
  })
  t.notOk(details.failed, `${details.numRuns} sequences, seed ${details.seed}`)
  for (const [outcome, times] of [...tally].sort()) t.comment(`${times} × ${outcome}`)
  if (!details.failed) return
  const { errorInstance, counterexample, counterexamplePath } = details
  t.comment((errorInstance as Error).message)
  t.comment(await fc.asyncDefaultReportMessage(details))
  t.comment(playAgain(details.seed, counterexamplePath, String(counterexample)))
})
