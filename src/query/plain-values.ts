import type { TSchema } from '@sinclair/typebox'

const whole = /^(?:0|[1-9][0-9]*)$/
const decimal = /^-?[0-9]+(?:\.[0-9]+)?$/

/** Parses a whole number in plain digits; returns NaN for others (`0x10`, `1e1`, `+1`, ` 5`, `05`). */
export const readWhole = (text: string) => (whole.test(text) ? Number(text) : Number.NaN)

/** Parses a decimal number in plain digits; returns NaN for others. */
export const readDecimal = (text: string) => (decimal.test(text) ? Number(text) : Number.NaN)

type Reader = (text: string) => unknown

const readers: Readonly<Record<string, Reader>> = {
  integer: (text) => (whole.test(text) ? Number(text) : text),
  number: (text) => (decimal.test(text) ? Number(text) : text),
  boolean: (text) => (text === 'true' ? true : text === 'false' ? false : text)
}

/** Returns the parser of a schema's type. It leaves invalid texts unchanged; validation rejects them. */
export const readerOf = (type: unknown): Reader | undefined =>
  typeof type === 'string' ? readers[type] : undefined

/** Replaces texts by their values, in place. */
type ReadMembers = (values: Record<string, unknown>) => void

/**
 * Returns a function that parses the numbers and booleans of a query or a path, which arrive as text.
 *
 * @param schema of an object, whose members may be objects
 * @returns undefined if the schema has neither numbers nor booleans
 */
export function createTextReader({ properties = {} }: TSchema): ReadMembers | undefined {
  const plain: { name: string; read: Reader }[] = []
  const nested: { name: string; read: ReadMembers }[] = []
  for (const [name, schema] of Object.entries<TSchema>(properties)) {
    const read = readerOf(schema.type)
    if (read) plain.push({ name, read })
    const readMembers = schema.type === 'object' ? createTextReader(schema) : undefined
    if (readMembers) nested.push({ name, read: readMembers })
  }
  if (plain.length + nested.length === 0) return undefined
  return (values) => {
    for (const { name, read } of plain) {
      const text = values[name]
      if (typeof text === 'string') values[name] = read(text)
    }
    for (const { name, read } of nested) {
      const members = values[name]
      if (typeof members === 'object' && members !== null) read(members as Record<string, unknown>)
    }
  }
}
