import type { Config } from '../plugins/external/config.js'

/** Warns of variables that look like misspelt settings. */
export function warnOfVariables(
  { unknownVariables }: Config,
  log: { warn(details: object, message: string): void }
): void {
  for (const { variable, nearest } of unknownVariables) {
    log.warn({ variable }, `unknown variable ${variable} is ignored; did you mean ${nearest}?`)
  }
}
