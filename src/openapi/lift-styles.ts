import { type Document, operationsOf } from './operations-of.js'

interface Schema {
  readonly style?: string
  readonly explode?: boolean
  readonly description?: string
  readonly examples?: readonly unknown[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly allOf?: readonly object[]
}

interface Parameter {
  readonly name: string
  readonly schema?: Schema
}

interface Operation {
  parameters?: Parameter[]
}

/** Each with its text as its name. */
function namedExamples(values: readonly unknown[]) {
  return Object.fromEntries(values.map((value) => [JSON.stringify(value), { value }]))
}

/**
 * OpenAPI defines `deepObject` for one level alone (3.1 §4.8.12.4): an object whose members are
 * objects of other schemas becomes a parameter for each, whose name says where the member lies.
 */
function split(parameter: Parameter): Parameter[] {
  const { style, explode = true, properties = {} } = parameter.schema ?? {}
  const members = Object.entries(properties)
  if (style !== 'deepObject' || !members.some(([, { allOf }]) => allOf)) return [parameter]
  return members.map(([name, { description = '', examples = [], allOf }]) => ({
    ...parameter,
    name: `${parameter.name}[${name}]`,
    description,
    examples: namedExamples(examples),
    schema: { style, explode, ...allOf?.[0] }
  }))
}

/** `style` and `explode` stand beside a parameter's schema in the code, and belong to the parameter. */
function lift(parameter: Parameter): Parameter {
  if (parameter.schema?.style === undefined) return parameter
  const { style, explode, ...schema } = parameter.schema
  return { ...parameter, ...{ style, explode, schema } }
}

/** Writes parameters as the document wants them, where the code has them as schemas alone. */
export function liftStyles(document: Document): void {
  for (const operation of operationsOf<Operation>(document)) {
    if (operation.parameters) operation.parameters = operation.parameters.flatMap(split).map(lift)
  }
}
