import type { Drill, Play } from './drill.js'
import { type Pace, playDrill, playUnguarded } from './play-drill.js'
import type { Line, Played } from './report.js'

/** Plays drills on one stage; plays those that lose data again on a stage without the guarantee. */
async function playAll(play: Play, drills: readonly Drill[], pace: Pace): Promise<Line[]> {
  const outcomes = []
  const stage = await play.open([])
  try {
    for (const drill of drills) outcomes.push(await playDrill(stage, drill, pace))
  } finally {
    await stage.close()
  }
  const lossy = drills.filter(({ losesData }) => losesData)
  const bitten = new Map<string, number>()
  if (lossy.length > 0) {
    const unguarded = await play.open(play.unguarded)
    try {
      for (const drill of lossy) bitten.set(drill.name, await playUnguarded(unguarded, drill, pace))
    } finally {
      await unguarded.close()
    }
  }
  return outcomes.map((outcome) => ({ outcome, unguarded: bitten.get(outcome.drill) ?? null }))
}

/** @param isWanted selects drills; a play without selected drills is not opened */
export async function playPlays(
  plays: readonly Play[],
  isWanted: (drill: Drill) => boolean,
  { pace, tell }: { readonly pace: Pace; tell(line: Line): void }
): Promise<Played[]> {
  const played: Played[] = []
  for (const play of plays) {
    const drills = play.drills.filter(isWanted)
    if (drills.length === 0) continue
    const lines = await playAll(play, drills, pace)
    for (const line of lines) tell(line)
    played.push({ play: play.name, lines })
  }
  return played
}
