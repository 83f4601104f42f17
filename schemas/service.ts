import { type Static, Type } from '@sinclair/typebox'
import { type ResourceName, resourceNames } from '../src/catalogue/relations.js'

const closed = { additionalProperties: false } as const

export const StatusSchema = Type.Object(
  { status: Type.Literal('ok') },
  { $id: 'Status', ...closed, description: 'All is well', examples: [{ status: 'ok' }] }
)
export type Status = Static<typeof StatusSchema>

const readinessStatuses = [
  'ok',
  'refilling',
  'publishing',
  'database-unreachable',
  'database-full',
  'database-read-only'
] as const

export const ReadinessSchema = Type.Object(
  {
    status: Type.Unsafe<(typeof readinessStatuses)[number]>({
      type: 'string',
      enum: [...readinessStatuses],
      description:
        '`ok`; `refilling`: the set of revoked tokens is being filled, what is not complete is asked of the database; `publishing`: revocations cannot be put in force, none that waits has been answered with 2xx; `database-unreachable`: reads of the catalogue are answered, what concerns accounts is not; `database-full`, `database-read-only`: reads are answered, what writes is not'
    }),
    buckets_complete: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 256,
        description: 'While `refilling`: how many of the 256 parts of the set are complete'
      })
    )
  },
  {
    $id: 'Readiness',
    ...closed,
    description: 'Requests can be answered',
    examples: [{ status: 'ok' }]
  }
)
export type Readiness = Static<typeof ReadinessSchema>

const link = (path: string, description: string) =>
  Type.String({ format: 'uri-reference', description, examples: [path] })

const lists = Object.fromEntries(
  resourceNames.map((name) => [name, link(`/${name}/v1/`, `The ${name}`)])
) as Record<ResourceName, ReturnType<typeof link>>

// Not named `Index`: code generators write one file for each component, and an index file.
export const IndexSchema = Type.Object(
  {
    name: Type.String({ examples: ['starwars-api'] }),
    version: Type.String({ examples: ['0.1.0'] }),
    description: Type.String(),
    links: Type.Object(
      {
        ...lists,
        ui: link('/ui/', 'Swagger UI'),
        openapi: link('/openapi.json', 'The OpenAPI document'),
        problems: link('/problems/', 'Every error, explained')
      },
      closed
    )
  },
  { $id: 'ServiceIndex', ...closed, description: 'What this is, and where to go on' }
)
export type Index = Static<typeof IndexSchema>
