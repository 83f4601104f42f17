import { type TSchema, Type } from '@sinclair/typebox'
import type { ResourceName } from '../src/catalogue/relations.js'
import {
  componentOf,
  itemUrl,
  listUrl,
  type Member,
  type Resource
} from '../src/catalogue/resource.js'
import { resources } from './resources.js'

const closed = { additionalProperties: false } as const

/** Returns the `$ref` to another resource's schema. */
type ReferTo = (target: Resource) => string

const uri = (...examples: string[]) => Type.String({ format: 'uri-reference', examples })

/** Returns the URL of an existing record, so that clients can try the example. */
function exampleUrl({ name, record }: Resource): string {
  return itemUrl('', name, Number(record.properties.id?.examples[0]))
}

const resourceOf = (target: ResourceName) =>
  resources.find(({ name }) => name === target) as Resource

/** The forms of one related record: its URL, or the record itself. */
function linkForms(target: Resource, referTo: ReferTo): TSchema[] {
  return [uri(exampleUrl(target)), Type.Ref(referTo(target))]
}

function relationSchema({ name, kind }: Member, target: Resource, referTo: ReferTo) {
  const forms = linkForms(target, referTo)
  if (kind === 'link') {
    return Type.Union([...forms, Type.Null()], {
      description: `The URL of its ${name}; with \`expand=${name}\` the record itself`
    })
  }
  return Type.Array(Type.Union(forms), {
    description: `The URLs of its ${name}; with \`expand=${name}\` the ${target.name} themselves`,
    examples: [[exampleUrl(target)]]
  })
}

function memberSchema(resource: Resource, member: Member, referTo: ReferTo) {
  const { name, target, option } = member
  if (name === 'url') return { ...uri(exampleUrl(resource)), description: 'The URL of the record' }
  const schema = target
    ? relationSchema(member, resourceOf(target), referTo)
    : resource.record.properties[name]
  const note = option === undefined ? '' : `; only with \`options[${option}]=true\``
  return { ...(schema as TSchema), description: `${schema?.description}${note}` }
}

/** The schema of a record in a response. Relations are URLs, and present only on request. */
function itemSchema(resource: Resource, referTo: ReferTo): TSchema {
  const members = resource.members.map((member): [string, TSchema] => [
    member.name,
    memberSchema(resource, member, referTo)
  ])
  return Type.Partial(Type.Object(Object.fromEntries(members)), {
    ...closed,
    description: `The record of a ${resource.singular}. Members that need no option are present unless \`fields\` excludes them.`
  })
}

const page = (description: string) =>
  Type.Union([Type.String({ format: 'uri-reference' }), Type.Null()], { description })

function listSchema({ name }: Resource, component: string): TSchema {
  return Type.Object(
    {
      results: Type.Array(Type.Ref(component)),
      count: Type.Integer({
        minimum: 0,
        description: `The total number of matching ${name}`,
        examples: [6]
      }),
      next: page('The URL of the next page; null on the last page'),
      previous: page('The URL of the previous page; null on the first page')
    },
    { ...closed, description: `A page of ${name}` }
  )
}

const plainOf = (resource: Resource) => `Plain${componentOf(resource)}`

/**
 * The schema of an embedded record: its plain facts and its own URL. It refers to no other schema, so
 * that the document has no cycles: tools that expand references would expand them without end.
 */
function plainSchema(resource: Resource): TSchema {
  const plain = resource.members.filter(({ option }) => option === undefined)
  const members = plain.map((member): [string, TSchema] => {
    const { name, target } = member
    if (target === undefined) return [name, memberSchema(resource, member, plainOf)]
    const link = [uri(exampleUrl(resourceOf(target))), Type.Null()]
    return [name, Type.Union(link, { description: `The URL of its ${name}` })]
  })
  return Type.Object(Object.fromEntries(members), {
    ...closed,
    description: `The record of a ${resource.singular}, embedded in another record. Contains only members that need no option.`
  })
}

/** The components of the OpenAPI document for the catalogue's responses. */
export const catalogueSchemas: readonly TSchema[] = resources.flatMap((resource) => {
  const component = componentOf(resource)
  return [
    { ...plainSchema(resource), $id: plainOf(resource) },
    { ...itemSchema(resource, plainOf), $id: component },
    { ...listSchema(resource, component), $id: `${component}List` }
  ]
})

const schemaUrl = (base: string, { name }: Resource) => `${listUrl(base, name)}schema`

/** Returns the JSON Schema of a resource's items as a separate document. It refers to others by URL. */
export function standaloneSchema(resource: Resource, base: string): TSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: schemaUrl(base, resource),
    title: componentOf(resource),
    ...itemSchema(resource, (target) => schemaUrl(base, target))
  }
}
