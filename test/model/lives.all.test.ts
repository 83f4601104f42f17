import t from 'tap'
import { runSequences } from '../../tools/model/run-sequences.js'
import { allStores } from '../stores.js'

/** In milliseconds, for each combination of stores. `npm run test:model` runs longer. */
const timeLimit = 20_000

/** The same sequences in every run, so that failures are reproducible. */
const seed = 20_261_127

for (const combination of allStores) {
  const { database, set } = combination
  t.test(`every token has the state of the model (${database}, ${set} set)`, async (t) => {
    await runSequences(t, { combination, runs: 10_000, timeLimit, seed })
  })
}
