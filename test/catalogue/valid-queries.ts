import fc from 'fast-check'
import type { Name } from './records.js'
import {
  contains,
  type Item,
  itemsOf,
  type Kind,
  kindOf,
  membersOf,
  optionOf,
  passes,
  plain,
  present,
  quoted,
  sorted,
  targetOf,
  titleOf
} from './reference.js'

export interface Condition {
  readonly member: string
  readonly operator: string
  readonly operand: string
}

export interface Query {
  readonly conditions: readonly Condition[]
  readonly search: string | undefined
  readonly sort_by: string | undefined
  readonly sort_order: 'asc' | 'desc' | undefined
  readonly limit: number | undefined
  readonly offset: number | undefined
  readonly options: readonly string[] | undefined
  readonly fields: readonly string[] | undefined
  readonly expand: readonly string[] | undefined
}

export const equalities = ['eq', 'ne', 'in']
export const orders = ['lt', 'lte', 'gt', 'gte']
export const hasOrder = (kind: Kind) => ['number', 'text', 'date', 'range'].includes(kind)

const text = fc
  .string({ minLength: 1, maxLength: 12, unit: 'grapheme' })
  .filter((one) => plain(one) !== '')
const day = fc.date({
  min: new Date('1900-01-01'),
  max: new Date('2100-01-01'),
  noInvalidDate: true
})

/** Operands that need not occur in the records. */
const made: Record<Kind, fc.Arbitrary<string>> = {
  number: fc.oneof(
    fc.integer().map(String),
    fc.integer({ min: -999, max: 999 }).map((n) => `${n}.5`)
  ),
  range: fc.integer({ min: 0, max: 2000 }).map(String),
  text,
  list: text,
  date: day.map((one) => one.toISOString().slice(0, 10)),
  link: fc.integer({ min: 0, max: 99 }).map(String),
  links: fc.integer({ min: 0, max: 99 }).map(String)
}

function operand(name: Name, member: string, kind: Kind): fc.Arbitrary<string> {
  const values = itemsOf(name)
    .flatMap((item) => item[member] ?? [])
    .flatMap((value) => (typeof value === 'object' ? Object.values(value as object) : [value]))
    .map(String)
  return fc.oneof(made[kind], fc.constantFrom(...(values.length > 0 ? values : ['1'])))
}

function condition(name: Name): fc.Arbitrary<Condition> {
  return fc.constantFrom(...membersOf(name)).chain((member) => {
    const kind = kindOf(name, member)
    const one = operand(name, member, kind)
    const orUnknown =
      kind === 'links' ? one : fc.oneof({ weight: 4, arbitrary: one }, fc.constant('null'))
    const operator = fc.constantFrom(...equalities, ...(hasOrder(kind) ? orders : []))
    return operator.chain((chosen) => {
      if (orders.includes(chosen))
        return one.map((operand) => ({ member, operator: chosen, operand }))
      if (chosen !== 'in') {
        return orUnknown.map((operand) => ({ member, operator: chosen, operand }))
      }
      return fc
        .array(orUnknown.map(quoted), { minLength: 1, maxLength: 4 })
        .map((operands) => ({ member, operator: chosen, operand: operands.join() }))
    })
  })
}

const maybe = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined })
const some = (names: readonly string[]) => maybe(fc.subarray([...names], { minLength: 1 }))

/** Any valid query for the list of a resource. */
export function validQuery(name: Name): fc.Arbitrary<Query> {
  const members = [...membersOf(name), 'url', 'raw']
  const titles = itemsOf(name).map((item) => String(item[titleOf(name)]))
  return fc.record({
    conditions: fc.uniqueArray(condition(name), {
      maxLength: 3,
      selector: ({ member, operator }) => `${member} ${operator}`
    }),
    search: maybe(
      fc.oneof(
        text,
        fc.constantFrom(...titles).map((title) => title.slice(1, 4))
      )
    ),
    sort_by: maybe(fc.constantFrom(...membersOf(name))),
    sort_order: maybe(fc.constantFrom('asc' as const, 'desc' as const)),
    limit: maybe(fc.integer({ min: 1, max: 100 })),
    offset: maybe(fc.integer({ min: 0, max: 90 })),
    options: some([...new Set(members.flatMap((member) => optionOf(name, member) ?? []))]),
    fields: some(members),
    expand: some(members.filter((member) => targetOf(name, member)))
  })
}

/** Writes a query for a URL. */
export function spell(query: Query): string {
  const { conditions, options = [], search, ...plain } = query
  const parameters: [string, unknown][] = [
    ...conditions.map(({ member, operator, operand }): [string, string] => [
      `filter[${member}][${operator}]`,
      operand
    ]),
    ...options.map((option): [string, string] => [`options[${option}]`, 'true']),
    ['search', search],
    ...Object.entries(plain)
  ]
  return parameters
    .filter(([, value]) => value !== undefined)
    .map((pair) => pair.map((part) => encodeURIComponent(String(part))).join('='))
    .join('&')
}

/** The result of a plain filter, sort and slice. */
export function expected(name: Name, query: Query) {
  const { conditions, search, sort_by = 'id', sort_order = 'asc', limit = 100, offset = 0 } = query
  const isFound = (item: Item) =>
    (search === undefined || contains(name, item, search)) &&
    conditions.every(({ member, operator, operand }) =>
      passes(kindOf(name, member), item[member], operator, operand)
    )
  const { options, fields, expand } = query
  const told = { ...(options && { options }), ...(fields && { fields }), ...(expand && { expand }) }
  const found = sorted(name, sort_by, sort_order).filter(isFound)
  return {
    count: found.length,
    results: found.slice(offset, offset + limit).map((item) => present(name, item, told))
  }
}
