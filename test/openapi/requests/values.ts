import type { ValidateFunction } from 'ajv/dist/2020.js'
import type { Described, Parameter, Schema } from './described.js'

/** Texts that parsers of numbers, booleans, dates, lists and Unicode read differently. */
const texts: readonly string[] = [
  '',
  ' ',
  'null',
  'true',
  'false',
  'TRUE',
  'yes',
  '0',
  '1',
  '2',
  '-1',
  '+1',
  ' 5',
  '5 ',
  '01',
  '1.5',
  '1.0',
  '-19.5',
  '.5',
  '1.',
  '1,358',
  '0x10',
  '1e1',
  '1e400',
  '-0',
  'NaN',
  'Infinity',
  '0.0000001',
  '0.1234567890123456789',
  '999999999999999',
  '1000000000000000',
  '9007199254740991',
  '9007199254740993',
  '٣',
  '1977-05-25',
  '1977-13-01',
  '1977-5-2',
  'luke',
  'Padmé',
  'a,b',
  '1,2',
  '1,,2',
  ',',
  '"Yards, Inc."',
  '"a""b",c',
  '"a',
  'a"b',
  '́',
  '\u200b',
  '日本',
  '🙂',
  '\u0000',
  '\u202e',
  '__proto__',
  'constructor',
  'rey@example.org',
  'νικος.π@example.org',
  'rey@bücher.example',
  'rey@',
  '@example.org',
  'rey example.org',
  'x'.repeat(300),
  'y'.repeat(1025)
]

/** Values of other JSON types than expected. */
const others: readonly unknown[] = [null, true, false, 0, 1, -1, 1.5, [], ['a'], {}, { a: 1 }]

const bounds = ({ minimum, maximum }: Schema) =>
  [minimum, maximum]
    .filter((bound) => bound !== undefined)
    .flatMap((bound) => [bound - 1, bound, bound + 1])

const own = (schema: Schema): unknown[] => [
  ...(schema.enum ?? []),
  ...(schema.examples ?? []),
  ...(schema.default === undefined ? [] : [schema.default]),
  ...bounds(schema)
]

/** The values for a member of a JSON body. */
export const valuesOf = (schema: Schema) => [...own(schema), ...texts, ...others]

/** The values for a parameter or a form member, which are all text. */
export const textsOf = (schema: Schema) => [...new Set([...own(schema).map(String), ...texts])]

/**
 * Whether a text represents a valid value: the text itself, or a number or a boolean in its only
 * spelling in OpenAPI.
 */
export function fits(validate: ValidateFunction, text: string): boolean {
  const number = Number(text)
  const isNumber = String(number) === text && Number.isFinite(number) && !/e/.test(text)
  return (
    validate(text) ||
    (isNumber && validate(number)) ||
    (['true', 'false'].includes(text) && validate(text === 'true'))
  )
}

/** One spelling of a parameter, and whether the document allows it. */
export interface Written {
  /** In the query: names and values, not encoded. In the path: one value, without a name. */
  readonly pairs: readonly (readonly [name: string, text: string])[]
  readonly isAllowed: boolean
}

/**
 * Object parameters share the schemas of their members, so each is tried with a part of the texts.
 */
const shares = 4
const sharedOut = (all: readonly string[], place: number) =>
  all.filter((_, index) => (index + place) % shares === 0)

function writtenObject(described: Described, index: number, { name, schema }: Parameter) {
  const { validatorAt, resolve } = described
  const whole = resolve(schema)
  const { properties = {} } = whole
  const place = ['parameters', index, 'schema'] as const
  const members = Object.entries(properties).flatMap(([member, one], position) =>
    sharedOut(textsOf(resolve(one)), index + position).map((text): Written => {
      const path = schema.$ref?.split('/').slice(1)
      const validate = path
        ? described.componentAt(...path, 'properties', member)
        : validatorAt(...place, 'properties', member)
      return { pairs: [[`${name}[${member}]`, text]], isAllowed: fits(validate, text) }
    })
  )
  const [first = ''] = Object.keys(properties)
  const [good] = members.filter(({ isAllowed }) => isAllowed)
  return [
    ...members,
    { pairs: [[`${name}[charakters]`, 'true']], isAllowed: false },
    { pairs: [[`${name}[]`, 'true']], isAllowed: false },
    { pairs: [[name, 'true']], isAllowed: false },
    { pairs: [[`${name}[${first}][${first}]`, 'true']], isAllowed: false },
    ...(good ? [{ pairs: [...good.pairs, ...good.pairs], isAllowed: false }] : [])
  ] as Written[]
}

function writtenList(described: Described, index: number, { name, schema }: Parameter) {
  const validate = described.validatorAt('parameters', index, 'schema')
  const items = (schema.items?.enum ?? []).map(String)
  const [first = ''] = items
  const tried = [...items, items.join(','), `${first},${items.at(-1)}`, '', ',', `${first},`]
  return [...tried, `${first},nothing`, 'nothing', `${first} `, first.toUpperCase()].map(
    (text): Written => ({ pairs: [[name, text]], isAllowed: validate(text.split(',')) })
  )
}

/** Returns every spelling with which a parameter is tried. */
export function writtenOf(described: Described, index: number, parameter: Parameter): Written[] {
  const { name, schema, example } = parameter
  if (parameter.style === 'deepObject') return writtenObject(described, index, parameter)
  if (schema.items) return writtenList(described, index, parameter)
  const validate = described.validatorAt('parameters', index, 'schema')
  // A date of a format has no valid text but its example.
  const examples = example === undefined ? [] : [String(example)]
  const alone = [...examples, ...textsOf(schema)].map(
    (text): Written => ({ pairs: [[name, text]], isAllowed: fits(validate, text) })
  )
  if (parameter.in === 'path') return alone.filter(({ pairs }) => pairs[0]?.[1] !== '')
  const good = alone.find(({ isAllowed }) => isAllowed)?.pairs ?? []
  const nested = { pairs: [[`${name}[a]`, '1']], isAllowed: false } as Written
  return [...alone, { pairs: [...good, ...good], isAllowed: false }, nested]
}
