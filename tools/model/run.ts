import { parseArgs } from 'node:util'
import t from 'tap'
import { runSequences } from './run-sequences.js'

const usage = `Usage: npm run test:model -- [flags]
  --runs N  how many sequences (default 300)
  --seed N, --path P, --replay R  what a failure prints: they play it again
Plays random lifetimes of accounts on two instances with PostgreSQL and Redis, against a model.`

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
  t.test('whatever people do, every token is worth what the model says', (t) => {
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
