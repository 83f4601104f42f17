import type { Environment } from './read-settings.js'

/** A variable that looks like a setting, and the setting that was probably meant. */
export interface UnknownVariable {
  readonly variable: string
  readonly nearest: string
}

/**
 * Words that begin settings, and also many variables of other programs: `HOSTNAME`, `NODE_OPTIONS`,
 * `OTEL_SERVICE_NAME`, `WEB_CONCURRENCY`. `JWT` is missing because the service rejects unknown
 * variables that begin with it.
 */
const commonWords = new Set(['HOST', 'PORT', 'NODE', 'OTEL', 'WEB', 'JWT'])

/** Kubernetes and Docker set such variables for each service, for example one with the name `redis`. */
const linkName = /_SERVICE_(HOST|PORT)(_|$)|_PORT_\d+_(TCP|UDP|SCTP)(_|$)/
const linkValue = /^(tcp|udp|sctp):\/\//

/** From this length on, a word with one wrong letter counts as the word: `METRIC` for `METRICS`. */
const minLongWord = 6

const firstWord = (name: string) => name.split('_', 1)[0] as string

/** How many letters must be inserted, deleted or replaced to turn one text into the other. */
function distanceOf(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...left].entries()) {
    const next = [i + 1]
    for (const [j, other] of [...right].entries()) {
      const [above, before, diagonal] = [row[j + 1], next[j], row[j]] as [number, number, number]
      next.push(Math.min(above + 1, before + 1, diagonal + (letter === other ? 0 : 1)))
    }
    row = next
  }
  return row[right.length] as number
}

function beginsAlike(name: string, setting: string): boolean {
  const [own, other] = [firstWord(setting), firstWord(name)]
  if (commonWords.has(own) || commonWords.has(other)) return false
  return own === other || (own.length >= minLongWord && distanceOf(own, other) === 1)
}

/** Returns the variables that begin like a setting but are none: the service ignores them. */
export function findUnknownVariables(
  environment: Environment,
  settings: readonly string[]
): UnknownVariable[] {
  return Object.entries(environment)
    .filter(([name, value = '']) => !linkName.test(name) && !linkValue.test(value))
    .filter(([name]) => !settings.includes(name))
    .filter(([name]) => settings.some((setting) => beginsAlike(name, setting)))
    .map(([variable]) => {
      // Of a name without its end, `REDIS_TIMEOUT`, the whole one is the nearest.
      const distances = settings.map((setting) =>
        setting.startsWith(variable) ? 0 : distanceOf(variable, setting)
      )
      const nearest = settings[distances.indexOf(Math.min(...distances))] as string
      return { variable, nearest }
    })
}
