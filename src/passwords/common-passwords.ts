import { minWordLength } from './password-patterns.js'
import { separators } from './separators.js'

/** The entries of lists: one a line, in lower case; lines that begin with `#` are comments. */
const entriesOf = (lists: readonly string[]) =>
  lists.flatMap((list) => list.split('\n')).filter((line) => line !== '' && !line.startsWith('#'))

/**
 * The passwords of published lists that are long enough to be tried at all.
 *
 * @param minLength in code points: shorter ones are refused for their length anyway
 */
export function readCommonPasswords(
  lists: readonly string[],
  minLength: number
): ReadonlySet<string> {
  return new Set(entriesOf(lists).filter((entry) => [...entry].length >= minLength))
}

/** What longer passwords are made of: the words and passwords of published lists, without separators. */
export function readCommonWords(lists: readonly string[]): ReadonlySet<string> {
  const words = entriesOf(lists).map((entry) => entry.replace(separators, ''))
  return new Set(words.filter(({ length }) => length >= minWordLength))
}
