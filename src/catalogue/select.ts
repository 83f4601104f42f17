import { foldText } from './fold-text.js'
import type { Operator, QueriedKind } from './kinds.js'
import { keyTest } from './match.js'
import type { Window } from './page.js'
import type { ListQuery } from './query.js'
import type { Resource } from './resource.js'
import type { Row } from './table.js'

type RowTest = (row: Row) => boolean

/** Returns the tests that a row must pass: the search and each filter. */
export function testsOf(
  { members }: Pick<Resource, 'members'>,
  { search, filter = {} }: Pick<ListQuery, 'search' | 'filter'>
): RowTest[] {
  const tests: RowTest[] = []
  if (search !== undefined) {
    const sought = foldText(search)
    tests.push(({ foldedTitle }) => foldedTitle.includes(sought))
  }
  for (const { name, kind } of members) {
    for (const [operator, text] of Object.entries(filter[name] ?? {})) {
      const test = keyTest(kind as QueriedKind, operator as Operator, text)
      tests.push(({ keys }) => test(keys[name]))
    }
  }
  return tests
}

/** Returns one page of the rows that pass all tests, and the number of all such rows, in one pass. */
export function selectRows(
  rows: Iterable<Row>,
  tests: readonly RowTest[],
  { limit, offset }: Window
): { readonly results: readonly Row[]; readonly count: number } {
  const results: Row[] = []
  let count = 0
  for (const row of rows) {
    if (!tests.every((test) => test(row))) continue
    if (count >= offset && results.length < limit) results.push(row)
    count++
  }
  return { results, count }
}
