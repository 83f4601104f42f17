interface Parameter {
  style?: string
  explode?: boolean
  schema?: { style?: string; explode?: boolean }
}

interface Document {
  readonly paths?: Readonly<Record<string, unknown>>
}

/**
 * `style` and `explode` are written beside a parameter's schema in the code and belong to the
 * parameter in the document (OpenAPI 3.1 §4.8.12).
 */
export function liftStyles<Doc extends Document>(document: Doc): Doc {
  for (const path of Object.values(document.paths ?? {})) {
    for (const operation of Object.values(path as Record<string, { parameters?: Parameter[] }>)) {
      for (const parameter of operation.parameters ?? []) {
        if (parameter.schema?.style === undefined) continue
        const { style, explode, ...schema } = parameter.schema
        Object.assign(parameter, { style, explode, schema })
      }
    }
  }
  return document
}
