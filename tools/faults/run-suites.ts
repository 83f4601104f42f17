import type { Drill, Suite } from './drill.js'
import type { DrillResult, SuiteResult } from './report.js'
import { type Pace, runDrill, runWithoutGuarantee } from './run-drill.js'

/** Runs drills on one deployment. Drills that lose data run again on a deployment without the guarantee. */
async function runSuite(
  suite: Suite,
  drills: readonly Drill[],
  pace: Pace
): Promise<DrillResult[]> {
  const outcomes = []
  const deployment = await suite.open([])
  try {
    for (const drill of drills) outcomes.push(await runDrill(deployment, drill, pace))
  } finally {
    await deployment.close()
  }
  const losing = drills.filter(({ losesData }) => losesData)
  const acceptedWithoutGuarantee = new Map<string, number>()
  if (losing.length > 0) {
    const withoutGuarantee = await suite.open(suite.withoutGuarantee)
    try {
      for (const drill of losing)
        acceptedWithoutGuarantee.set(
          drill.name,
          await runWithoutGuarantee(withoutGuarantee, drill, pace)
        )
    } finally {
      await withoutGuarantee.close()
    }
  }
  return outcomes.map((outcome) => ({
    outcome,
    withoutGuarantee: acceptedWithoutGuarantee.get(outcome.drill) ?? null
  }))
}

/** @param isSelected selects drills; a suite without selected drills is not opened */
export async function runSuites(
  suites: readonly Suite[],
  isSelected: (drill: Drill) => boolean,
  { pace, print }: { readonly pace: Pace; print(line: DrillResult): void }
): Promise<SuiteResult[]> {
  const results: SuiteResult[] = []
  for (const suite of suites) {
    const drills = suite.drills.filter(isSelected)
    if (drills.length === 0) continue
    const lines = await runSuite(suite, drills, pace)
    for (const line of lines) print(line)
    results.push({ suite: suite.name, lines })
  }
  return results
}
