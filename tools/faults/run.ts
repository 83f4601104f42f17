import { parseArgs } from 'node:util'
import { writeSection } from './document.js'
import type { Drill } from './drill.js'
import { exitOnSignals } from './exit-on-signals.js'
import { failuresOf, type Line, report } from './report.js'
import { paces } from './run-drill.js'
import { runSuites } from './run-suites.js'
import { suites } from './suites.js'

const usage = `Usage: npm run test:faults -- [flags]
  --patient    on a machine that is busy with other things: what takes long is told, and no failure
  --only TEXT  only drills whose names have the text in them; then docs/faults.md stays as it is
  --quick      the drills that are over soon, at a quick pace; docs/faults.md stays as it is
  --help       this text
Plays every drill, prints a table and writes it to docs/faults.md.`

const { values } = parseArgs({
  options: {
    patient: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    help: { type: 'boolean', default: false }
  }
})
const { only, quick, patient: isPatient } = values

function tell(line: Line): void {
  const failures = failuresOf([line])
  console.error(`${failures.length === 0 ? 'ok' : 'NOT OK'}  ${line.outcome.drill}`)
  for (const failure of failures) console.error(`        ${failure}`)
}

async function runDrills(): Promise<void> {
  const begin = performance.now()
  const isSelected = ({ name, isQuick }: Drill) =>
    (only === undefined || name.includes(only)) && (!quick || isQuick === true)
  const results = await runSuites(suites, isSelected, {
    pace: quick ? paces.quick : paces.thorough,
    tell
  })
  const text = report(results, (performance.now() - begin) / 1000)
  console.log(text)
  if (only === undefined && !quick) writeSection('drills', text)
  if (
    failuresOf(
      results.flatMap(({ lines }) => lines),
      { isPatient }
    ).length > 0
  )
    process.exitCode = 1
}

exitOnSignals()
if (values.help) console.log(usage)
else await runDrills()
