import type { Member, Operator } from './catalogue.js'
import type { Filter } from './table-query.js'

const words: Readonly<Record<string, string>> = {
  eq: 'is',
  ne: 'is not',
  lt: 'is less than',
  lte: 'is at most',
  gt: 'is greater than',
  gte: 'is at least',
  in: 'is one of'
}

const tell = (operator: string) => (Object.hasOwn(words, operator) && words[operator]) || operator

/** An operator as the user chooses it. */
export interface Choice {
  readonly id: string
  readonly label: string
  readonly operator: Operator
  /** The value, where the choice decides it. */
  readonly value?: string
}

/** Returns the choices of a member. Unknown values are found by `null`. */
export function choicesOf({ operators, isNullable }: Member): Choice[] {
  const choices: Choice[] = operators.map((operator) => ({
    id: operator.name,
    label: tell(operator.name),
    operator
  }))
  const unknown = operators
    .filter(({ name }) => isNullable && (name === 'eq' || name === 'ne'))
    .map((operator) => ({
      id: `${operator.name}-null`,
      label: operator.name === 'eq' ? 'is unknown' : 'is known',
      operator,
      value: 'null'
    }))
  return [...choices, ...unknown]
}

/** Returns what is wrong with a value; undefined if it fits. The API decides in the end. */
export function faultOf({ pattern, hint }: Operator, value: string): string | undefined {
  const fits = pattern === undefined || new RegExp(pattern, 'u').test(value)
  return fits && value !== '' ? undefined : `Enter ${hint ?? 'a value'}.`
}

/** Returns a filter in words. `name` is the name of the record, where the value is its id. */
export function tellFilter(
  { member, operator, value }: Filter,
  label = member,
  name = value
): string {
  const isUnknown = value === 'null' && operator === 'eq'
  const isKnown = value === 'null' && operator === 'ne'
  if (isUnknown || isKnown) return `${label} is ${isUnknown ? 'unknown' : 'known'}`
  return `${label} ${tell(operator)} ${name}`
}
