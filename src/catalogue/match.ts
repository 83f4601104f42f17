import { comparisons, type Operator, type QueriedKind } from './kinds.js'
import { listItems } from './list-items.js'

/** The operand of a filter that matches unknown values. */
export const unknown = 'null'

type KeyTest = (key: unknown) => boolean

function equality(kind: QueriedKind, text: string): KeyTest {
  if (text === unknown) return (key) => key === null
  const { read, equals } = comparisons[kind]
  const sought = read(text)
  return (key) => key !== null && equals(key, sought)
}

function order(
  compare: (key: unknown, sought: unknown) => number,
  sought: unknown,
  holds: (sign: number) => boolean
): KeyTest {
  return (key) => key !== null && holds(compare(key, sought))
}

/**
 * Returns the test of a record's key for `filter[member][operator]=text`. An unknown value is
 * neither less nor greater than any other. `ne` matches everything that `eq` does not match,
 * unknown values included.
 *
 * @param text already validated for the kind and the operator
 */
export function keyTest(kind: QueriedKind, operator: Operator, text: string): KeyTest {
  const { read, compare, least = compare, greatest = compare } = comparisons[kind]
  switch (operator) {
    case 'eq':
      return equality(kind, text)
    case 'ne': {
      const isEqual = equality(kind, text)
      return (key) => !isEqual(key)
    }
    case 'in': {
      const tests = listItems(text).map((one) => equality(kind, one))
      return (key) => tests.some((test) => test(key))
    }
    case 'lt':
      return order(least, read(text), (sign) => sign < 0)
    case 'lte':
      return order(least, read(text), (sign) => sign <= 0)
    case 'gt':
      return order(greatest, read(text), (sign) => sign > 0)
    case 'gte':
      return order(greatest, read(text), (sign) => sign >= 0)
  }
}
