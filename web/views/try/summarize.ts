import {
  type OpenApiDocument,
  type OpenApiOperation,
  resolveSchema,
  type Schema
} from '../../api/openapi-document.js'

/** A query parameter, or a member of one. */
export interface Parameter {
  /** As in an address, for example `sort_by` or `filter[title][eq]`. */
  readonly name: string
  readonly description: string
  /** The description of the parameter that it is a member of. */
  readonly group: string
  /** The allowed values; empty if there are too many to list. */
  readonly values: readonly string[]
  /** Whether it takes several values, separated by commas. */
  readonly isList: boolean
}

export interface Operation {
  readonly method: string
  /** For example `/films/v1/{film_id}`. */
  readonly path: string
  readonly summary: string
  readonly isPublic: boolean
  readonly parameters: readonly Parameter[]
  /** Example values of the parts of the path. */
  readonly parts: Readonly<Record<string, string>>
  readonly body?: { readonly type: string; readonly example: string }
}

export interface ApiSummary {
  readonly operations: readonly Operation[]
}

type Resolve = (schema: Schema) => Schema

function valuesOf({ type, enum: values, items }: Schema): readonly string[] {
  if (values) return values.map(String)
  if (items?.enum) return items.enum.map(String)
  return type === 'boolean' ? ['true', 'false'] : []
}

/** Returns a parameter, or in its place all members of a `deepObject`. */
function flatten(
  name: string,
  description: string,
  group: string,
  raw: Schema,
  resolve: Resolve
): Parameter[] {
  const schema = resolve(raw)
  if (schema.properties) {
    return Object.entries(schema.properties).flatMap(([member, inner]) =>
      flatten(`${name}[${member}]`, inner.description ?? description, group, inner, resolve)
    )
  }
  return [{ name, description, group, values: valuesOf(schema), isList: schema.type === 'array' }]
}

/** An example value: the documented one, or the simplest that the type allows. */
function exampleOf(raw: Schema, resolve: Resolve): unknown {
  const { examples, enum: values, default: usual, type, properties, required } = resolve(raw)
  const known = examples?.[0] ?? values?.[0] ?? usual
  if (known !== undefined) return known
  if (properties) {
    const shown = Object.entries(properties).filter(([name]) => required?.includes(name) ?? true)
    return Object.fromEntries(shown.map(([name, inner]) => [name, exampleOf(inner, resolve)]))
  }
  if (type === 'boolean') return true
  if (type === 'integer' || type === 'number') return 1
  return type === 'array' ? [] : ''
}

function bodyOf({ requestBody }: OpenApiOperation, resolve: Resolve): Operation['body'] {
  const [entry] = Object.entries(requestBody?.content ?? {})
  if (!entry) return undefined
  const [type, { example, examples, schema = {} }] = entry
  const value = example ?? Object.values(examples ?? {})[0]?.value ?? exampleOf(schema, resolve)
  const text = type.includes('json')
    ? JSON.stringify(value, null, 2)
    : new URLSearchParams(value as Record<string, string>).toString()
  return { type, example: text }
}

/** Returns what the views need of an OpenAPI document. */
export function summarize(document: OpenApiDocument): ApiSummary {
  const resolve: Resolve = (schema) => resolveSchema(document, schema)
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, raw]) => {
      const parameters = raw.parameters ?? []
      const inPath = parameters.filter((one) => one.in === 'path')
      const inQuery = parameters.filter((one) => one.in === 'query')
      const body = bodyOf(raw, resolve)
      return {
        method: method.toUpperCase(),
        path,
        summary: raw.summary ?? '',
        isPublic: raw.security?.length === 0,
        parts: Object.fromEntries(inPath.map(({ name, example }) => [name, String(example ?? '')])),
        parameters: inQuery.flatMap(({ name, description = '', schema }) =>
          flatten(name, description, description, schema, resolve)
        ),
        ...(body && { body })
      }
    })
  )
  return { operations }
}

/** Returns the operation of a path, in which a part in braces matches any part. */
export function findOperation(
  { operations }: ApiSummary,
  method: string,
  path: string
): Operation | undefined {
  const parts = path.split('/')
  const wanted = method === 'HEAD' ? 'GET' : method
  const matches = operations.filter((one) => {
    const own = one.path.split('/')
    return (
      one.method === wanted &&
      own.length === parts.length &&
      own.every((part, i) => part === parts[i] || (part.startsWith('{') && parts[i] !== ''))
    )
  })
  // `/films/v1/schema` is no film: parts that are named come first.
  return matches.find((one) => one.path === path) ?? matches[0]
}
