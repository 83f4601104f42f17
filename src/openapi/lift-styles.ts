interface Schema {
  readonly style?: string
  readonly explode?: boolean
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly $ref?: string
}

interface Parameter {
  readonly name: string
  readonly schema?: Schema
}

interface Operation {
  parameters?: Parameter[]
}

interface Document {
  readonly paths?: Readonly<Record<string, unknown>>
}

const isObject = ({ $ref, properties }: Schema) => ($ref ?? properties) !== undefined

/**
 * OpenAPI defines `deepObject` for one level alone (3.1 §4.8.12.4): an object of objects becomes a
 * parameter for each of its members, whose name says where the member lies.
 */
function split(parameter: Parameter): Parameter[] {
  const { style, explode, properties = {} } = parameter.schema ?? {}
  const members = Object.entries(properties)
  if (style !== 'deepObject' || !members.every(([, member]) => isObject(member))) return [parameter]
  return members.map(([name, { description, ...schema }]) => ({
    ...parameter,
    name: `${parameter.name}[${name}]`,
    ...(description && { description }),
    schema: { style, ...(explode && { explode }), ...schema }
  }))
}

/** `style` and `explode` stand beside a parameter's schema in the code, and belong to the parameter. */
function lift(parameter: Parameter): Parameter {
  if (parameter.schema?.style === undefined) return parameter
  const { style, explode, ...schema } = parameter.schema
  return { ...parameter, ...{ style, explode, schema } }
}

/** Writes parameters as the document wants them, where the code has them as schemas alone. */
export function liftStyles<Doc extends Document>(document: Doc): Doc {
  for (const path of Object.values(document.paths ?? {})) {
    for (const operation of Object.values(path as Record<string, Operation>)) {
      if (operation.parameters) operation.parameters = operation.parameters.flatMap(split).map(lift)
    }
  }
  return document
}
