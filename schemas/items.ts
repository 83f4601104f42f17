import { type TSchema, Type } from '@sinclair/typebox'
import { itemUrl, type Member, type Resource } from '../src/catalogue/resource.js'
import { resources } from './resources.js'

/** `film` → `Film`: the name of a component of the OpenAPI document. */
export const componentOf = ({ singular }: Pick<Resource, 'singular'>) =>
  singular.charAt(0).toUpperCase() + singular.slice(1)

const uri = (...examples: string[]) => Type.String({ format: 'uri-reference', examples })

/** One related record: its URL, or the record itself. */
function linkSchema(target: string): TSchema {
  const resource = resources.find(({ name }) => name === target) as Resource
  return Type.Union([uri(itemUrl('', target, 1)), Type.Ref(componentOf(resource))])
}

function describeLink({ name, target }: Member): string {
  return `The URLs of its ${name}; with \`expand=${name}\` the ${target} themselves`
}

function memberSchema({ record, name: resource }: Resource, member: Member): TSchema {
  const { name, kind, target = '', option } = member
  if (kind === 'url') return uri(itemUrl('', resource, 1))
  if (kind === 'link') {
    return Type.Union([...linkSchema(target).anyOf, Type.Null()], {
      description: `The URL of its ${name}; with \`expand=${name}\` the record itself; null where it is unknown`
    })
  }
  const onlyWith = option === undefined ? '' : ` (only with \`options[${option}]=true\`)`
  if (kind === 'links') {
    return Type.Array(linkSchema(target), {
      description: describeLink(member) + onlyWith,
      examples: [[itemUrl('', target, 1), itemUrl('', target, 2)]]
    })
  }
  const stored = record.properties[name] as TSchema
  return option === undefined
    ? stored
    : { ...stored, description: `${stored.description}${onlyWith}` }
}

/** A record as it is answered: relations are URLs, and only there when asked for. */
export function itemSchema(resource: Resource): TSchema {
  const members = resource.members.map((member) => [member.name, memberSchema(resource, member)])
  return Type.Partial(Type.Object(Object.fromEntries(members)), {
    $id: componentOf(resource),
    additionalProperties: false,
    description: `One of the ${resource.name}. Its facts are there unless \`fields\` leaves them out.`
  })
}

const link = (description: string) =>
  Type.Union([Type.String({ format: 'uri-reference' }), Type.Null()], { description })

export function listSchema(resource: Resource): TSchema {
  const component = componentOf(resource)
  return Type.Object(
    {
      results: Type.Array(Type.Ref(component)),
      count: Type.Integer({
        minimum: 0,
        description: `How many ${resource.name} match in all`,
        examples: [6]
      }),
      next: link('The URL of the next page, if there is one'),
      previous: link('The URL of the page before, if there is one')
    },
    {
      $id: `${component}List`,
      additionalProperties: false,
      description: `A page of ${resource.name}`
    }
  )
}

/** Every component that the catalogue's answers are described by. */
export const catalogueSchemas: readonly TSchema[] = resources.flatMap((resource) => [
  itemSchema(resource),
  listSchema(resource)
])
