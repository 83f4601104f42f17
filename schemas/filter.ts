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

/** A note on the values of a kind, and an example. */
const kinds: Readonly<Record<QueriedKind, readonly [note: string, example: object]>> = {
  number: ['', { gte: 170, lt: 200 }],
  text: ['Ignores case, accents and invisible characters. ', { eq: 'naboo' }],
  date: ['', { lt: '1990-01-01' }],
  range: ['A range matches every number in it. ', { lte: 5 }],
  list: ['A list matches each of its items. ', { in: 'blue,green' }],
  link: ['By id. ', { eq: 1 }],
  links: ['By id. Relations match each of their records. ', { eq: 1 }]
}

const meanings: Readonly<Record<Operator, string>> = {
  eq: 'is equal to',
  ne: 'is not equal to (also matches unknown values)',
  lt: 'is less than',
  lte: 'is at most',
  gt: 'is greater than',
  gte: 'is at least',
  in: 'is one of'
}

/**
 * The numbers whose text matches the pattern of a kind. The service validates text, so the pattern alone
 * decides; these members of the schema describe the same values to clients that use numbers.
 */
const idNumbers = { type: ['string', 'integer'], minimum: 0, maximum: 999_999_999_999_999 }
const decimalNumbers = {
  type: ['string', 'number'],
  exclusiveMinimum: -1e15,
  exclusiveMaximum: 1e15,
  // Numbers nearer to zero are written with an exponent. There is no `type`, because Ajv would coerce;
  // `maxLength` excludes text from the `not` instead.
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
 * Returns a form that also matches `null`. A form that already matches it stays unchanged: a second
 * way to match each of n values in a list would make a regular expression try 2ⁿ ways.
 */
function orUnknown(form: string): string {
  return new RegExp(`^(${form})$`, 'u').test(unknown) ? form : `(${unknown}|${form})`
}

const isTextual = (kind: QueriedKind) => kind === 'text' || kind === 'list'

/** How to write a text that contains a separator in a list. */
const quoting =
  'put a text that contains a comma or a double quote in double quotes, and double each quote in it, as "Gallofree Yards, Inc."'

/** The schema of `filter[member][operator]`. Its description is the error message for invalid values. */
function operandSchema(operator: Operator, kind: QueriedKind): TSchema {
  const { form, formInList, words } = comparisons[kind]
  const isList = operator === 'in'
  const takesUnknown = equalities.includes(operator) && kind !== 'links'
  const one = isList ? formInList : form
  const value = takesUnknown ? orUnknown(one) : one
  const isText = isList || isTextual(kind) || kind === 'date'
  const description = [
    words,
    ...(takesUnknown ? [`or ${unknown} for an unknown value`] : []),
    ...(isList ? ['or several of these, separated by commas'] : [])
  ].join(', ')
  const note = isList && isTextual(kind) ? `; ${quoting}` : ''
  return Type.Unsafe({
    ...(isText ? { type: 'string' } : typesOf[kind]),
    pattern: isList ? `^${value}(,${value})*$` : `^${value}$`,
    description: description + note
  })
}

/** The schema of a filter on the members of one kind. */
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

/** The components of the OpenAPI document for filters. */
export const filterSchemas: readonly TSchema[] = Object.keys(comparisons).map((kind) =>
  kindFilter(kind as QueriedKind)
)

function describeMember({ name, kind }: Member, { name: resource }: Resource): string {
  const operators = operatorsOf(kind as QueriedKind)
  const note = isTextual(kind as QueriedKind) ? `; in the list of \`in\`, ${quoting}` : ''
  return `Only ${resource} whose \`${name}\` matches, as \`filter[${name}][${operators[0]}]=…\`; operators: ${operators.join(', ')}${note}`
}

/**
 * The schema of `filter[member][operator]=value`. Ajv validates it as an object of objects. The OpenAPI
 * document has one parameter for each member, because it defines `deepObject` for one level alone.
 */
export function filterSchema(resource: Resource): TObject {
  const filters = resource.members.flatMap((member): [string, TSchema][] => {
    const { name, kind } = member
    if (!isQueried(kind)) return []
    const description = describeMember(member, resource)
    // The first example is empty, because Swagger UI sends the first one by default.
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
