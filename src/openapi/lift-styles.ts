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

/** The name of each example is its JSON text. */
function namedExamples(values: readonly unknown[]) {
  return Object.fromEntries(values.map((value) => [JSON.stringify(value), { value }]))
}

/**
 * OpenAPI defines `deepObject` for one level alone (3.1 §4.8.12.4). An object whose members refer to
 * other schemas therefore becomes one parameter for each member, named `parameter[member]`.
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

/** Moves `style` and `explode` from the schema, where the code has them, to the parameter. */
function lift(parameter: Parameter): Parameter {
  if (parameter.schema?.style === undefined) return parameter
  const { style, explode, ...schema } = parameter.schema
  return { ...parameter, ...{ style, explode, schema } }
}

/** Converts parameters, which are schemas in the code, to OpenAPI's parameter objects. */
export function liftStyles(document: Document): void {
  for (const operation of operationsOf<Operation>(document)) {
    if (operation.parameters) operation.parameters = operation.parameters.flatMap(split).map(lift)
  }
}
