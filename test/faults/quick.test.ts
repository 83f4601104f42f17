import t from 'tap'
import { playAll } from './play-all.js'
import { paces } from './play-drill.js'
import { plays } from './plays.js'

/*
 * The drills that are over soon. How long answers take is left to `npm run test:faults`, which plays
 * all of them: here the machine may be busy with other things.
 */

for (const play of plays) {
  const drills = play.drills.filter(({ isQuick }) => isQuick)
  if (drills.length === 0) continue
  t.test(play.name, async (t) => {
    for (const { outcome, unguarded } of await playAll(play, drills, paces.quick)) {
      t.comment(`${outcome.drill}: ${outcome.evidence}`)
      t.same(outcome.failures, [], outcome.drill)
      t.equal(outcome.accepted, 0, `${outcome.tried} times nothing revoked was let in`)
      if (unguarded !== null) t.not(unguarded, 0, `without the guarantee ${unguarded} times`)
    }
  })
}
