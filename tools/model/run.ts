import { parseArgs } from 'node:util'
import t from 'tap'
import { runSequences } from './run-sequences.js'

const usage = `Usage: npm run test:model -- [flags]
  --runs N                        number of sequences (default 300)
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
const { runs, seed, path, replay } = values

if (values.help) console.log(usage)
else {
  t.setTimeout(0)
  t.test('every token has the state of the model after each act', (t) => {
    t.setTimeout(0)
    return runSequences(t, {
      combination: { database: 'PostgreSQL', set: 'Redis' },
      runs: Number(runs),
      ...(seed && { seed: Number(seed) }),
      ...(path && { path }),
      ...(replay && { replay })
    })
  })
}
