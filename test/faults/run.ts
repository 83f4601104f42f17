import { constants } from 'node:os'
import { playDrill, playUnguarded } from './play-drill.js'
import { plays } from './plays.js'

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => process.exit(128 + constants.signals[signal]))
}

const filter = process.argv[2] ?? ''
for (const play of plays) {
  const drills = play.drills.filter(({ name }) => name.includes(filter))
  if (drills.length === 0) continue
  const stage = await play.open([])
  for (const drill of drills) console.log(await playDrill(stage, drill))
  for (const drill of drills.filter(({ losesData }) => losesData))
    console.log(drill.name, await playUnguarded(stage, drill))
  await stage.close()
  console.log(
    stage.instances
      .map((i) => i.log)
      .join('')
      .split('\n')
      .filter((l) => !l.includes('mail: ') && !l.includes('"statusCode":401'))
      .join('\n')
      .slice(0, 6000)
  )
}
