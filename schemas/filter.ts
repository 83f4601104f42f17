import { type TObject, type TSchema, Type } from '@sinclair/typebox'
import {
  comparisons,
  isQueried,
  type Operator,
  operatorsOf,
  type QueriedKind
} from '../src/catalogue/kinds.js'
import { unknown } from '../src/catalogue/match.js'
import { capitalise, type Member, type Resource } from '../src/catalogue/resource.js'

const closed = { additionalProperties: false } as const

/** `number` → `NumberFilter`: the name of a component of the OpenAPI document. */
const filterName = (kind: QueriedKind) => `${capitalise(kind)}Filter`

/** What is particular to the values of a kind, and an example. */
const kinds: Readonly<Record<QueriedKind, readonly [note: string, example: object]>> = {
  number: ['', { gte: 170, lt: 200 }],
  text: ['Case, accents and invisible characters do not count. ', { eq: 'naboo' }],
  date: ['', { lt: '1990-01-01' }],
  range: ['A range is whatever number lies in it. ', { lte: 5 }],
  list: ['A list is whatever it contains. ', { in: 'blue,green' }],
  link: ['By id. ', { eq: 1 }],
  links: ['By id; relations are whatever they contain. ', { eq: 1 }]
}

const meanings: Readonly<Record<Operator, string>> = {
  eq: 'is',
  ne: 'is not (the unknown is not either)',
  lt: 'is less than',
  lte: 'is at most',
  gt: 'is greater than',
  gte: 'is at least',
  in: 'is one of'
}

/**
 * The numbers whose text fits the form of a kind. What validation sees is text, which its pattern alone
 * decides; these say the same of a client's numbers.
 */
const idNumbers = { type: ['string', 'integer'], minimum: 0, maximum: 999_999_999_999_999 }
const decimalNumbers = {
  type: ['string', 'number'],
  exclusiveMinimum: -1e15,
  exclusiveMaximum: 1e15,
  // Nearer to zero a number is written with an exponent. Without `type`, which would coerce: a text is
  // kept out by its length.
  not: { exclusiveMinimum: -1e-6, exclusiveMaximum: 1e-6, not: { const: 0 }, maxLength: 0 }
}
const typesOf: Readonly<Partial<Record<QueriedKind, object>>> = {
  number: decimalNumbers,
  range: decimalNumbers,
  link: idNumbers,
  links: idNumbers
}

const equalities: readonly Operator[] = ['eq', 'ne', 'in']

/**
 * A form that also takes `null`. Where it does so by itself nothing is added: of what matches in
 * two ways a regular expression tries both, and for each of n values in a list that is 2ⁿ ways.
 */
function orUnknown(form: string): string {
  return new RegExp(`^(${form})$`, 'u').test(unknown) ? form : `(${unknown}|${form})`
}

const isTextual = (kind: QueriedKind) => kind === 'text' || kind === 'list'

/** How a text that holds what divides a list stands in one. */
const quoting =
  'a text with a comma or a double quote stands in double quotes, a quote in it written twice, as "Gallofree Yards, Inc."'

/** The value of `filter[member][operator]`. Its description is what a client is told that sent another. */
function operandSchema(operator: Operator, kind: QueriedKind): TSchema {
  const { form, formInList, words } = comparisons[kind]
  const isList = operator === 'in'
  const takesUnknown = equalities.includes(operator) && kind !== 'links'
  const one = isList ? formInList : form
  const value = takesUnknown ? orUnknown(one) : one
  const isText = isList || isTextual(kind) || kind === 'date'
  const description = [
    words,
    ...(takesUnknown ? [`${unknown} for what is unknown`] : []),
    ...(isList ? ['or several of these by comma'] : [])
  ].join(', ')
  const note = isList && isTextual(kind) ? `; ${quoting}` : ''
  return Type.Unsafe({
    ...(isText ? { type: 'string' } : typesOf[kind]),
    pattern: isList ? `^${value}(,${value})*$` : `^${value}$`,
    description: description + note
  })
}

/** What a filter can ask of the members of one kind. */
function kindFilter(kind: QueriedKind): TObject {
  const operators = operatorsOf(kind)
  const operands = operators.map((operator) => [operator, operandSchema(operator, kind)])
  const [note, example] = kinds[kind]
  const all = operators.map((operator) => `\`${operator}\` ${meanings[operator]}`).join(', ')
  return Type.Partial(Type.Object(Object.fromEntries(operands)), {
    $id: filterName(kind),
    ...closed,
    description: `${note}${all}`,
    examples: [example]
  })
}

/** The components of the OpenAPI document that tell of filters. */
export const filterSchemas: readonly TSchema[] = Object.keys(comparisons).map((kind) =>
  kindFilter(kind as QueriedKind)
)

function describeMember({ name, kind }: Member, { name: resource }: Resource): string {
  const operators = operatorsOf(kind as QueriedKind)
  const note = isTextual(kind as QueriedKind) ? `; in the list of \`in\` ${quoting}` : ''
  return `Only ${resource} whose \`${name}\` passes, as \`filter[${name}][${operators[0]}]=…\`; operators: ${operators.join(', ')}${note}`
}

/**
 * `filter[member][operator]=value`. Validated as one object of objects; the document has a
 * parameter for each member, since OpenAPI defines `deepObject` for one level alone.
 */
export function filterSchema(resource: Resource): TObject {
  const filters = resource.members.flatMap((member): [string, TSchema][] => {
    const { name, kind } = member
    if (!isQueried(kind)) return []
    const description = describeMember(member, resource)
    // First of all none: Swagger UI sends what it offers first.
    const examples = [{}, kinds[kind][1]]
    const allOf = [Type.Ref(filterName(kind))]
    return [[name, Type.Unsafe({ allOf, description, examples, operators: operatorsOf(kind) })]]
  })
  return Type.Partial(Type.Object(Object.fromEntries(filters)), {
    ...closed,
    style: 'deepObject',
    explode: true
  })
}
