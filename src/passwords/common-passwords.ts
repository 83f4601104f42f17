import { minWordLength } from './password-patterns.js'
import { separators } from './separators.js'

/** The entries of lists: one per line, in lower case; lines that begin with `#` are comments. */
const entriesOf = (lists: readonly string[]) =>
  lists.flatMap((list) => list.split('\n')).filter((line) => line !== '' && !line.startsWith('#'))

/**
 * Returns the passwords of published lists that have the minimum length.
 *
 * @param minLength in code points: shorter passwords are rejected for their length anyway
 */
export function readCommonPasswords(
  lists: readonly string[],
  minLength: number
): ReadonlySet<string> {
  return new Set(entriesOf(lists).filter((entry) => [...entry].length >= minLength))
}

/** Returns the common parts of longer passwords: the entries of published lists, without separators. */
export function readCommonWords(lists: readonly string[]): ReadonlySet<string> {
  const words = entriesOf(lists).map((entry) => entry.replace(separators, ''))
  return new Set(words.filter(({ length }) => length >= minWordLength))
}
