import { readUtf8 } from './encoding-rules.js'
import type { Environment } from './read-settings.js'
import { type SettingIssue, StartError } from './start-error.js'

const suffix = '_FILE'

/** Reads the value of a variable from a file. Drops one line break at its end, which editors add. */
function readValue(variable: string, file: string): string {
  const refuse = (message: string): never => {
    throw new StartError([{ variable, message }])
  }
  const text = readUtf8(file, variable).replace(/\r?\n$/, '')
  if (text === '') return refuse(`the file ${file} is empty`)
  if (text.startsWith('\ufeff')) {
    return refuse(`the file ${file} begins with a byte order mark; save it as UTF-8 without it`)
  }
  return /[\r\n]/.test(text) ? refuse(`the file ${file} has more than one line`) : text
}

/**
 * Replaces each variable `NAME_FILE` by the variable `NAME` with the content of that file.
 *
 * @param variables the names with `_FILE` that are allowed
 * @returns the environment, in which the variables that were replaced are empty, and all issues.
 *   Messages never contain the content of a file
 */
export function readValueFiles(
  environment: Environment,
  variables: readonly string[]
): { readonly environment: Environment; readonly issues: readonly SettingIssue[] } {
  const replaced: Record<string, string | undefined> = { ...environment }
  const issues: SettingIssue[] = []
  for (const variable of variables) {
    const file = environment[variable]
    if (file === undefined || file === '') continue
    const target = variable.slice(0, -suffix.length)
    if (environment[target]) {
      issues.push({ variable, message: `must not be set together with ${target}` })
      continue
    }
    try {
      replaced[target] = readValue(variable, file)
      // Not deleted: a worker also inherits the variables of its parent.
      replaced[variable] = ''
    } catch (error) {
      issues.push(...(error as StartError).issues)
    }
  }
  return { environment: replaced, issues }
}
