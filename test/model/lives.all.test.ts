import t from 'tap'
import { playLives } from '../../tools/model/lives.js'
import { allStores } from '../stores.js'

/** In milliseconds, for each combination of stores. `npm run test:model` plays longer. */
const timeLimit = 20_000

/** The same sequences each time: what fails here fails again. */
const seed = 20_261_127

for (const combination of allStores) {
  const { database, set } = combination
  t.test(`every token is worth what the model says (${database}, ${set} set)`, async (t) => {
    await playLives(t, { combination, runs: 10_000, timeLimit, seed })
  })
}
