import { byCharacter, compareText, foldText, notIgnored } from './fold-text.js'
import { textInList } from './list-items.js'

export const operators = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'in'] as const
export type Operator = (typeof operators)[number]

/** The type of a member's value. It decides how the member is filtered, sorted and written. */
export type Kind = 'number' | 'text' | 'date' | 'list' | 'range' | 'link' | 'links' | 'raw' | 'url'
export type QueriedKind = Exclude<Kind, 'raw' | 'url'>

export interface Range {
  readonly min: number
  readonly max: number
}

/** Compares the values of one kind. Each value is converted to a key once; `null` never is. */
interface Comparison<Value, Key, Sought> {
  keyOf(value: Value): Key
  /** Parses the operand of a filter. */
  read(text: string): Sought
  equals(key: Key, sought: Sought): boolean
  /** Compares two records for sorting. */
  compare(a: Key, b: Key): number
  /** Compare the lowest, or the highest, number of the value with the operand of a filter. */
  least?(key: Key, sought: Sought): number
  greatest?(key: Key, sought: Sought): number
  /** What `read` accepts: a pattern, the pattern of an item in a comma-separated list, and words. */
  readonly form: string
  readonly formInList: string
  readonly words: string
}

const same = <Value>(value: Value) => value
const isSame = <Value>(a: Value, b: Value) => a === b
const byNumber = (a: number, b: number) => a - b

const simple = (form: string, words: string) => ({ form, formInList: form, words })

const numbers = {
  read: Number,
  // JavaScript writes no more decimals for a number without an exponent.
  ...simple('-?[0-9]{1,15}(\\.[0-9]{1,25})?', 'a number, such as 170 or -19.5')
}
const ids = { read: Number, ...simple('(0|[1-9][0-9]{0,14})', 'an id, such as 1') }
const texts = {
  read: foldText,
  form: notIgnored,
  formInList: textInList,
  words: 'text that contains more than accents and invisible characters'
}

const number: Comparison<number, number, number> = {
  ...numbers,
  keyOf: same,
  equals: isSame,
  compare: byNumber,
  least: byNumber,
  greatest: byNumber
}
const text: Comparison<string, string, string> = {
  ...texts,
  keyOf: foldText,
  equals: isSame,
  compare: compareText,
  least: compareText,
  greatest: compareText
}
const date: Comparison<string, string, string> = {
  keyOf: same,
  read: same,
  equals: isSame,
  compare: byCharacter,
  least: byCharacter,
  greatest: byCharacter,
  ...simple('[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])', 'a date, such as 1977-05-25')
}
/** A range equals every number that lies in it. */
const range: Comparison<Range, Range, number> = {
  ...numbers,
  keyOf: same,
  equals: ({ min, max }, sought) => min <= sought && sought <= max,
  compare: (a, b) => a.min - b.min || a.max - b.max,
  least: ({ min }, sought) => min - sought,
  greatest: ({ max }, sought) => max - sought
}
const list: Comparison<readonly string[], readonly string[], string> = {
  ...texts,
  keyOf: (values) => values.map(foldText),
  equals: (values, sought) => values.includes(sought),
  compare: (a, b) => compareText(a.join(), b.join())
}
const link: Comparison<number, number, number> = {
  ...ids,
  keyOf: same,
  equals: isSame,
  compare: byNumber
}
const links: Comparison<readonly number[], readonly number[], number> = {
  ...ids,
  keyOf: same,
  equals: (values, sought) => values.includes(sought),
  compare: (a, b) => a.length - b.length
}

export const comparisons: Readonly<Record<QueriedKind, Comparison<unknown, unknown, unknown>>> = {
  number,
  text,
  date,
  range,
  list,
  link,
  links
}

export function isQueried(kind: Kind): kind is QueriedKind {
  return Object.hasOwn(comparisons, kind)
}

/** Returns the operators of a kind. Lists and links have no order, so they support equality alone. */
export function operatorsOf(kind: QueriedKind): readonly Operator[] {
  return comparisons[kind].least === undefined ? ['eq', 'ne', 'in'] : operators
}
