import { type OpenApiDocument, resolveSchema, type Schema } from '../../api/openapi-document.js'

export interface Operator {
  readonly name: string
  /** The regular expression that its value matches, and what it says in words. */
  readonly pattern?: string
  readonly hint?: string
}

/** A member of the records of a resource: a column of its table. */
export interface Member {
  readonly name: string
  readonly label: string
  readonly description: string
  readonly isNumeric: boolean
  /** Whether its value may be unknown. */
  readonly isNullable: boolean
  /** Whether the API returns it if no `fields` are chosen. */
  readonly isDefault: boolean
  readonly isSortable: boolean
  /** The resource of the related records; null if it is no relation. */
  readonly target: string | null
  readonly operators: readonly Operator[]
}

export interface Resource {
  readonly name: string
  readonly title: string
  /** The member that names a record. */
  readonly titleMember: string
  readonly members: readonly Member[]
}

export type Catalogue = readonly Resource[]

/** `height_cm` becomes "Height cm". */
export function labelOf(name: string): string {
  const words = name.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** The schema and all its alternatives, also those of its items. */
function variantsOf(schema: Schema): Schema[] {
  const inner = [...(schema.anyOf ?? []), ...(schema.items ? [schema.items] : [])]
  return [schema, ...inner.flatMap(variantsOf)]
}

const isOfType = (schema: Schema, ...types: string[]) =>
  [schema, ...(schema.anyOf ?? [])].some(({ type }) => types.includes(String(type)))

function targetOf(schema: Schema): string | null {
  const variants = variantsOf(schema)
  if (!variants.some(({ $ref }) => $ref)) return null
  const [example] = variants.flatMap(({ examples = [] }) => examples).flat()
  return /^\/(\w+)\/v1\//.exec(String(example))?.[1] ?? null
}

function readResource(document: OpenApiDocument, name: string): Resource {
  const { schemas } = document.components
  const { parameters = [] } = document.paths[`/${name}/v1/`]?.get ?? {}
  const parameter = (wanted: string) => parameters.find((one) => one.name === wanted)?.schema
  const valuesOf = (wanted: string) => {
    const schema = parameter(wanted)
    return (schema?.enum ?? schema?.items?.enum ?? []) as readonly string[]
  }
  const fields = valuesOf('fields')
  // The component of these records, such as Film; PlainFilm has the members that need no option.
  const [component, record] = Object.entries(schemas).find(
    ([key, { properties = {} }]) =>
      `Plain${key}` in schemas && String(properties.url?.examples?.[0]).startsWith(`/${name}/`)
  ) ?? ['', {}]
  const plain = schemas[`Plain${component}`]?.properties ?? {}

  const readMember = (member: string): Member => {
    const schema = record.properties?.[member] ?? {}
    const filter = parameter(`filter[${member}]`)
    const operators = Object.entries((filter && resolveSchema(document, filter).properties) ?? {})
    return {
      name: member,
      label: labelOf(member),
      description: (schema.description ?? '').split('; ')[0] as string,
      isNumeric: isOfType(schema, 'number', 'integer'),
      isNullable: isOfType(schema, 'null'),
      isDefault: member in plain,
      isSortable: valuesOf('sort_by').includes(member),
      target: valuesOf('expand').includes(member) ? targetOf(schema) : null,
      operators: operators.map(([operator, { pattern, description }]) => ({
        name: operator,
        ...(pattern && { pattern }),
        ...(description && { hint: description })
      }))
    }
  }
  return {
    name,
    title: labelOf(name),
    titleMember: fields.includes('title') ? 'title' : 'name',
    members: fields.map(readMember)
  }
}

/** Returns the resources of the catalogue, as the OpenAPI document describes them. */
export function readCatalogue(document: OpenApiDocument): Catalogue {
  const names = Object.keys(document.paths).map((path) => /^\/(\w+)\/v1\/schema$/.exec(path)?.[1])
  return names.filter((name) => name !== undefined).map((name) => readResource(document, name))
}
