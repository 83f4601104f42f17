/**
 * The passwords of a published list that are long enough to be tried at all.
 *
 * @param list one password a line, in lower case; lines that begin with `#` are comments
 * @param minLength in code points: shorter ones are refused for their length anyway
 */
export function readCommonPasswords(list: string, minLength: number): ReadonlySet<string> {
  const isEntry = (line: string) => !line.startsWith('#') && [...line].length >= minLength
  return new Set(list.split('\n').filter(isEntry))
}
