import { parseArgs } from 'node:util'
import { writeSection } from './document.js'
import { endWithSignals } from './end-with-signals.js'
import { playPlays } from './play-all.js'
import { plays } from './plays.js'
import { failuresOf, type Line, report } from './report.js'

const usage = `Usage: npm run test:faults -- [flags]
  --patient    on a machine that is busy with other things: what takes long is told, and no failure
  --only TEXT  only drills whose names have the text in them; then docs/faults.md stays as it is
  --help       this text
Plays every drill, prints a table and writes it to docs/faults.md.`

const { values } = parseArgs({
  options: {
    patient: { type: 'boolean', default: false },
    only: { type: 'string' },
    help: { type: 'boolean', default: false }
  }
})
const { only, patient: isPatient } = values

function tell(line: Line): void {
  const failures = failuresOf([line])
  console.error(`${failures.length === 0 ? 'ok' : 'NOT OK'}  ${line.outcome.drill}`)
  for (const failure of failures) console.error(`        ${failure}`)
}

async function playEverything(): Promise<void> {
  const begin = performance.now()
  const isWanted = ({ name }: { name: string }) => only === undefined || name.includes(only)
  const played = await playPlays(plays, isWanted, tell)
  const text = report(played, (performance.now() - begin) / 1000)
  console.log(text)
  if (only === undefined) writeSection('drills', text)
  if (
    failuresOf(
      played.flatMap(({ lines }) => lines),
      { isPatient }
    ).length > 0
  )
    process.exitCode = 1
}

endWithSignals()
if (values.help) console.log(usage)
else await playEverything()
