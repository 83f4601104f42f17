import { parseArgs } from 'node:util'
import t from 'tap'
import { readWhole } from '../../src/query/plain-values.js'
import { runSequences } from './run-sequences.js'

const usage = `Usage: npm run test:model -- [flags]
  --runs N                        number of sequences, at least 1 (default 300)
  --seed N, --path P, --replay R  repeat a failure; a failure prints these values
  --help                          prints this text
Runs random sequences of acts on accounts on two instances with PostgreSQL and Redis. After each act,
compares the state of every token with a model.`

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '300' },
    seed: { type: 'string' },
    path: { type: 'string' },
    replay: { type: 'string' },
    help: { type: 'boolean', default: false }
  }
})
const { path, replay } = values
const runs = readWhole(values.runs)
const seed = values.seed === undefined ? undefined : Number(values.seed)

/** @returns undefined if the flags are valid */
function problemOfFlags(): string | undefined {
  if (!(Number.isSafeInteger(runs) && runs >= 1))
    return `--runs must be a whole number of at least 1, not "${values.runs}"`
  if (seed !== undefined && !Number.isInteger(seed))
    return `--seed must be a whole number, not "${values.seed}"`
  return undefined
}

const problem = problemOfFlags()
if (values.help) console.log(usage)
else if (problem !== undefined) {
  console.error(`${problem}\n\n${usage}`)
  process.exitCode = 2
} else {
  t.setTimeout(0)
  t.test('every token has the state of the model after each act', (t) => {
    t.setTimeout(0)
    return runSequences(t, {
      combination: { database: 'PostgreSQL', set: 'Redis' },
      runs,
      ...(seed !== undefined && { seed }),
      ...(path && { path }),
      ...(replay && { replay })
    })
  })
}
