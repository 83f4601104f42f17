import { type TObject, Type } from '@sinclair/typebox'
import { notIgnored } from '../src/catalogue/fold-text.js'
import { isQueried } from '../src/catalogue/kinds.js'
import { formats, type ListQuery, type Selection, sortOrders } from '../src/catalogue/query.js'
import type { Member, Resource } from '../src/catalogue/resource.js'
import { filterSchema } from './filter.js'
import { withDefault } from './with-default.js'

const closed = { additionalProperties: false } as const
const commaList = { style: 'form', explode: false } as const

const choice = (names: readonly string[], options: object = {}) =>
  Type.Unsafe<string>({ type: 'string', enum: names, ...options })

const namesOf = (members: readonly Member[]) => members.map(({ name }) => name)

function optionsSchema({ members, options }: Resource): TObject {
  const flags = options.map((option) => {
    const names = namesOf(members.filter((member) => member.option === option))
    return [option, Type.Optional(Type.Boolean({ description: `Include ${names.join(', ')}` }))]
  })
  const [first = ''] = options
  return Type.Object(Object.fromEntries(flags), {
    ...closed,
    style: 'deepObject',
    explode: true,
    examples: [{ [first]: true }],
    description: `Further members to include, as \`options[${first}]=true\``
  })
}

/** The parameters that select the members in a response; the same for one record and for a list. */
function selection(resource: Resource) {
  const { members, title } = resource
  const expandable = namesOf(members.filter(({ target }) => target !== undefined))
  return {
    options: Type.Optional(optionsSchema(resource)),
    fields: Type.Optional(
      Type.Array(choice(namesOf(members)), {
        minItems: 1,
        ...commaList,
        description: `The only members to return, as \`fields=id,${title}\`; a member that is named here needs no option`
      })
    ),
    expand: Type.Optional(
      Type.Array(choice(expandable), {
        minItems: 1,
        ...commaList,
        description: `Relations to return as embedded records instead of URLs, one level deep, as \`expand=${expandable[0]}\`; a relation that is named here needs no option`
      })
    )
  }
}

export const itemQuerySchema = (resource: Resource) =>
  Type.Unsafe<Selection>(Type.Object(selection(resource), closed))

export function listQuerySchema(resource: Resource) {
  const { name, title, members } = resource
  const sortable = namesOf(members.filter(({ kind }) => isQueried(kind)))
  const schema = Type.Object(
    {
      ...selection(resource),
      search: Type.Optional(
        Type.String({
          pattern: `^${notIgnored}$`,
          description: `text that contains more than accents and invisible characters; finds ${name} whose ${title} contains it, ignoring these characters and case`
        })
      ),
      sort_by: Type.Optional(
        choice(sortable, {
          default: 'id',
          description:
            'The member to sort by. Texts sort in English order, relations by their number of records. Unknown values are last; records with equal values are ordered by id.'
        })
      ),
      sort_order: Type.Optional(
        choice(sortOrders, {
          default: 'asc',
          description: 'Ascending or descending; unknown values are last in both orders'
        })
      ),
      limit: withDefault({
        minimum: 1,
        maximum: 100,
        default: 100,
        description: `The maximum number of ${name} per page`
      }),
      offset: withDefault({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        default: 0,
        description: `The number of ${name} to skip`
      }),
      format: Type.Optional(
        choice(formats, {
          description:
            'The format of the response; overrides `Accept`. Without it, `Accept` decides, and `json` is the default.'
        })
      ),
      filter: Type.Optional(filterSchema(resource))
    },
    closed
  )
  return Type.Unsafe<ListQuery>(schema)
}

/** For a route without parameters: it rejects all parameters instead of ignoring them. */
export const noQuerySchema = Type.Object({}, closed)

export function itemParamsSchema({ singular, record }: Resource) {
  const schema = Type.Object({
    [`${singular}_id`]: Type.Integer({
      minimum: 0,
      maximum: 999_999_999_999_999,
      description: `The id of the ${singular}`,
      examples: record.properties.id?.examples
    })
  })
  return Type.Unsafe<Readonly<Record<string, number>>>(schema)
}
