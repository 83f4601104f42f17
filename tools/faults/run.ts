import { parseArgs } from 'node:util'
import { writeSection } from './document.js'
import type { Drill } from './drill.js'
import { exitOnSignals } from './exit-on-signals.js'
import { type DrillResult, failuresOf, report } from './report.js'
import { paces } from './run-drill.js'
import { runSuites } from './run-suites.js'
import { suites } from './suites.js'

const usage = `Usage: npm run test:faults -- [flags]
  --patient    reports slow responses and late recoveries, but does not fail: for a busy machine
  --only TEXT  runs only the drills whose name contains TEXT; does not write docs/faults.md
  --quick      runs only the short drills, with shorter pauses; does not write docs/faults.md
  --help       prints this text
Runs the failure drills, prints a table and writes it to docs/faults.md.`

const { values } = parseArgs({
  options: {
    patient: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    help: { type: 'boolean', default: false }
  }
})
const { only, quick, patient: isPatient } = values

function print(line: DrillResult): void {
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
    print
  })
  if (results.length === 0) {
    console.error('No drill matches these flags')
    process.exitCode = 1
    return
  }
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
