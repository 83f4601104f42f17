import type { TObject, TSchema } from '@sinclair/typebox'
import type { Kind } from './kinds.js'
import { type ResourceName, relations, type Singular } from './relations.js'

/** The description of a resource. Everything else derives from it. */
interface ResourceDescription {
  /** The name in URLs: `films`. */
  readonly name: ResourceName
  readonly singular: Singular
  /** The member that `search` matches, and that names a record. */
  readonly title: string
  /** The schema of a record under `data/`. */
  readonly record: TObject
  /** Members that responses include only on request, by the option that includes them. */
  readonly optionGroups: Readonly<Record<string, readonly string[]>>
}

export interface Member {
  readonly name: string
  readonly kind: Kind
  /** The resource that a link refers to. */
  readonly target?: ResourceName
  /** The option that includes it. Responses always include a member without an option. */
  readonly option?: string
}

export interface Resource extends ResourceDescription {
  /** The members of an item in a response, in order. */
  readonly members: readonly Member[]
  readonly options: readonly string[]
}

export type CatalogueRecord = { readonly id: number } & Readonly<Record<string, unknown>>

/** Returns a member's schema without the `null` for unknown values. */
function knownPart(schema: TSchema): TSchema {
  const choices = (schema.anyOf as TSchema[] | undefined)?.filter(({ type }) => type !== 'null')
  return choices?.length === 1 ? (choices[0] as TSchema) : schema
}

function kindOf(schema: TSchema, isRelation: boolean): Kind {
  const { type, format, properties } = knownPart(schema)
  if (isRelation) return type === 'array' ? 'links' : 'link'
  if (type === 'integer' || type === 'number') return 'number'
  if (type === 'array') return 'list'
  if (type === 'object') return 'min' in properties ? 'range' : 'raw'
  return format === 'date' ? 'date' : 'text'
}

/** The order of members: facts, the record's own URL, related records, the text as published. */
const places: readonly (readonly Kind[])[] = [
  ['number', 'text', 'date', 'list', 'range', 'link'],
  ['url'],
  ['links'],
  ['raw']
]

/** Derives each member's kind, target and option from the record's schema and the relations. */
export function describeResource<const Description extends ResourceDescription>(
  description: Description
): Description & Resource {
  const { name: resource, record, optionGroups } = description
  const groups = Object.entries(optionGroups)
  const stored = Object.entries(record.properties).map(([name, schema]): Member => {
    const target = relations.find(({ from, member }) => from === resource && member === name)?.to
    const kind = kindOf(schema, target !== undefined)
    const isRequested = kind === 'links' || kind === 'raw'
    const option = isRequested ? name : groups.find(([, facts]) => facts.includes(name))?.[0]
    return { name, kind, ...(target && { target }), ...(option && { option }) }
  })
  const backward = relations
    .filter(({ to }) => to === resource)
    .map(
      ({ back, from }): Member => ({
        name: back,
        kind: 'links',
        target: from,
        option: back
      })
    )
  const all: Member[] = [...stored, { name: 'url', kind: 'url' }, ...backward]
  const members = places.flatMap((kinds) => all.filter(({ kind }) => kinds.includes(kind)))
  const options = new Set(members.flatMap(({ option }) => option ?? []))
  return { ...description, members, options: [...options] }
}

/** Returns the URL of a resource's list: relative, or absolute if `base` is the public URL. */
export function listUrl(base: string, resource: string): string {
  return `${base}/${resource}/v1/`
}

export function itemUrl(base: string, resource: string, id: number): string {
  return `${listUrl(base, resource)}${id}`
}

export const capitalise = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)

/** Returns the name of an item's component in the OpenAPI document: `Film`. */
export function componentOf({ singular }: Pick<ResourceDescription, 'singular'>): string {
  return capitalise(singular)
}
