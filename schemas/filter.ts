import { type TObject, Type } from '@sinclair/typebox'
import {
  comparisons,
  isQueried,
  type Operator,
  operatorsOf,
  type QueriedKind
} from '../src/catalogue/kinds.js'
import { unknown } from '../src/catalogue/match.js'
import type { Member, Resource } from '../src/catalogue/resource.js'

const closed = { additionalProperties: false } as const

const meanings: Readonly<Record<Operator, string>> = {
  eq: 'is',
  ne: 'is not',
  lt: 'is less than',
  lte: 'is at most',
  gt: 'is greater than',
  gte: 'is at least',
  in: 'is one of'
}

/** What is particular to the values of a kind. */
const notes: Readonly<Partial<Record<QueriedKind, string>>> = {
  text: 'Case and accents do not count.',
  list: 'A list is whatever it contains.',
  links: 'By id; a relation is whatever it contains.',
  link: 'By id.',
  range: 'A range is whatever number lies in it.'
}

/** The value of `filter[member][operator]`. Its description is what a client is told that sent another. */
function operandSchema(operator: Operator, kind: QueriedKind, isNullable: boolean) {
  const { form, formInList, words } = comparisons[kind]
  const isList = operator === 'in'
  const takesUnknown = isNullable && (isList || operator === 'eq' || operator === 'ne')
  const one = isList ? formInList : form
  const value = takesUnknown ? `(${unknown}|${one})` : one
  const types = kind === 'text' || kind === 'list' || isList ? 'string' : ['string', 'number']
  return Type.Optional(
    Type.Unsafe<string>({
      type: types,
      pattern: isList ? `^${value}(,${value})*$` : `^${value}$`,
      description: [
        words,
        ...(takesUnknown ? [`${unknown} for what is unknown`] : []),
        ...(isList ? ['or several by comma'] : [])
      ].join(', ')
    })
  )
}

function memberFilter({ name, isNullable }: Member, kind: QueriedKind): TObject {
  const operators = operatorsOf(kind)
  const operands = operators.map((operator): [string, ReturnType<typeof operandSchema>] => [
    operator,
    operandSchema(operator, kind, isNullable)
  ])
  const all = operators.map((operator) => `\`${operator}\` ${meanings[operator]}`).join(', ')
  const note = notes[kind] ?? ''
  const unknowns = isNullable
    ? ` \`${unknown}\` stands for the unknown, which \`ne\` finds too and no order does.`
    : ''
  return Type.Object(Object.fromEntries(operands), {
    ...closed,
    description: `Only those whose ${name} ${all}. ${note}${unknowns}`
  })
}

/**
 * `filter[member][operator]=value`. Validated as one object of objects; the document has a
 * parameter for each member, since OpenAPI defines `deepObject` for one level alone.
 */
export function filterSchema({ members }: Resource): TObject {
  const filters = members.flatMap((member) =>
    isQueried(member.kind)
      ? [[member.name, Type.Optional(memberFilter(member, member.kind))] as const]
      : []
  )
  return Type.Object(Object.fromEntries(filters), {
    ...closed,
    style: 'deepObject',
    explode: true
  })
}
