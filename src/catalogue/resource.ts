import type { TObject, TSchema } from '@sinclair/typebox'
import type { Kind } from './kinds.js'
import { type ResourceName, relations, type Singular } from './relations.js'

/** What the service must be told of a resource; everything else follows from it. */
export interface ResourceDescription {
  /** As in its URLs: `films`. */
  readonly name: ResourceName
  readonly singular: Singular
  /** The member that is searched, and that names a record. */
  readonly title: string
  /** A record as it lies under `data/`. */
  readonly record: TObject
  /** Facts that are told only on request, by the option that asks for them. */
  readonly optionGroups: Readonly<Record<string, readonly string[]>>
}

export interface Member {
  readonly name: string
  readonly kind: Kind
  /** The resource that a link leads to. */
  readonly target?: ResourceName
  /** The option that asks for it; a member without one is always told. */
  readonly option?: string
}

export interface Resource extends ResourceDescription {
  /** Of an answered item, in their order. */
  readonly members: readonly Member[]
  /** The names of its options. */
  readonly options: readonly string[]
}

export type CatalogueRecord = { readonly id: number } & Readonly<Record<string, unknown>>

/** A member's schema without the `null` that stands for what is unknown. */
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

/** Facts first, then the record's own URL, then whom it is related to, then the published text. */
const places: readonly (readonly Kind[])[] = [
  ['number', 'text', 'date', 'list', 'range', 'link'],
  ['url'],
  ['links'],
  ['raw']
]

/** Reads off a record's schema and the table of relations what each member is. */
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

/** Where a resource's list is found: relative, or under the public URL where there is one. */
export function listUrl(base: string, resource: string): string {
  return `${base}/${resource}/v1/`
}

export function itemUrl(base: string, resource: string, id: number): string {
  return `${listUrl(base, resource)}${id}`
}

export const capitalise = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)

/** What an item is called in the OpenAPI document: `Film`. */
export function componentOf({ singular }: Pick<ResourceDescription, 'singular'>): string {
  return capitalise(singular)
}
