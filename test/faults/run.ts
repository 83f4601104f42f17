import { constants } from 'node:os'
import type { Play } from './drill.js'
import { lostData } from './drills/lost-data.js'
import { network } from './drills/network.js'
import { playDrill, playUnguarded } from './play-drill.js'
import { OneRedis } from './stages/one-redis.js'

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => process.exit(128 + constants.signals[signal]))
}

const play: Play<OneRedis> = {
  name: 'one Redis',
  open: (swaps) => OneRedis.start(swaps),
  unguarded: [],
  drills: [...lostData, ...network]
}
const filter = process.argv[2] ?? ''
const drills = play.drills.filter(({ name }) => name.includes(filter))
const stage = await play.open([])
for (const drill of drills) console.log(await playDrill(stage, drill))
for (const drill of drills.filter(({ losesData }) => losesData))
  console.log(drill.name, await playUnguarded(stage, drill))
await stage.close()
console.log(
  stage.instances
    .map((i) => i.log)
    .join('')
    .slice(0, 3000)
)
