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

/** What a reference to another resource's schema says. */
type ReferTo = (target: Resource) => string

const uri = (...examples: string[]) => Type.String({ format: 'uri-reference', examples })

/** The forms of one related record: its URL, or the record itself. A single one may be unknown. */
function linkForms(target: ResourceName, referTo: ReferTo): TSchema[] {
  const resource = resources.find(({ name }) => name === target) as Resource
  return [uri(itemUrl('', target, 1)), Type.Ref(referTo(resource))]
}

function relationSchema({ name, kind }: Member, target: ResourceName, referTo: ReferTo) {
  const forms = linkForms(target, referTo)
  if (kind === 'link') {
    return Type.Union([...forms, Type.Null()], {
      description: `The URL of its ${name}; with \`expand=${name}\` the record itself`
    })
  }
  return Type.Array(Type.Union(forms), {
    description: `The URLs of its ${name}; with \`expand=${name}\` the ${target} themselves`,
    examples: [[itemUrl('', target, 1), itemUrl('', target, 2)]]
  })
}

function memberSchema({ name: resource, record }: Resource, member: Member, referTo: ReferTo) {
  const { name, target, option } = member
  if (name === 'url') return uri(itemUrl('', resource, 1))
  const schema = target ? relationSchema(member, target, referTo) : record.properties[name]
  const note = option === undefined ? '' : `; only with \`options[${option}]=true\``
  return { ...(schema as TSchema), description: `${schema?.description}${note}` }
}

/** A record as it is answered: relations are URLs, and only there when asked for. */
function itemSchema(resource: Resource, referTo: ReferTo): TSchema {
  const members = resource.members.map((member): [string, TSchema] => [
    member.name,
    memberSchema(resource, member, referTo)
  ])
  return Type.Partial(Type.Object(Object.fromEntries(members)), {
    ...closed,
    description: `What is known of a ${resource.singular}. All plain facts are there unless \`fields\` leaves them out.`
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
        description: `How many ${name} match in all`,
        examples: [6]
      }),
      next: page('The URL of the next page, if there is one'),
      previous: page('The URL of the page before, if there is one')
    },
    { ...closed, description: `A page of ${name}` }
  )
}

const plainOf = (resource: Resource) => `Plain${componentOf(resource)}`

/**
 * A record as it is embedded where it is related to: its plain facts, and its own URL. By itself, so
 * that the document has no circles: what unfolds references would unfold them without end.
 */
function plainSchema(resource: Resource): TSchema {
  const plain = resource.members.filter(({ option }) => option === undefined)
  const members = plain.map((member): [string, TSchema] => {
    const { name, target } = member
    if (target === undefined) return [name, memberSchema(resource, member, plainOf)]
    return [name, Type.Union([uri(itemUrl('', target, 1)), Type.Null()])]
  })
  return Type.Object(Object.fromEntries(members), {
    ...closed,
    description: `The plain facts of a ${resource.singular}, as another record embeds them.`
  })
}

/** The components of the OpenAPI document that tell of the catalogue's answers. */
export const catalogueSchemas: readonly TSchema[] = resources.flatMap((resource) => {
  const component = componentOf(resource)
  return [
    { ...plainSchema(resource), $id: plainOf(resource) },
    { ...itemSchema(resource, plainOf), $id: component },
    { ...listSchema(resource, component), $id: `${component}List` }
  ]
})

const schemaUrl = (base: string, { name }: Resource) => `${listUrl(base, name)}schema`

/** The JSON Schema of a resource's items by itself; references lead to where the others are found. */
export function standaloneSchema(resource: Resource, base: string): TSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: schemaUrl(base, resource),
    title: componentOf(resource),
    ...itemSchema(resource, (target) => schemaUrl(base, target))
  }
}
