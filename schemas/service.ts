import { type Static, Type } from '@sinclair/typebox'
import { type ResourceName, resourceNames } from '../src/catalogue/relations.js'

const closed = { additionalProperties: false } as const

export const StatusSchema = Type.Object(
  { status: Type.Literal('ok') },
  {
    $id: 'Status',
    ...closed,
    description: 'The request has succeeded',
    examples: [{ status: 'ok' }]
  }
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
        '`ok`: all requests are served. `refilling`: the set of revoked tokens is being filled; until it is complete, tokens are also checked in the database. `publishing`: revocations cannot be published at the moment; requests that revoke tokens return 2xx only after the publication. `database-unreachable`: the catalogue can be read; requests that need the database return 503. `database-full`, `database-read-only`: reads are served; requests that write to the database return 503.'
    }),
    buckets_complete: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 256,
        description: 'Only with `refilling`: how many of the 256 buckets of the set are complete'
      })
    )
  },
  {
    $id: 'Readiness',
    ...closed,
    description: 'The instance can serve requests',
    examples: [{ status: 'ok' }]
  }
)
export type Readiness = Static<typeof ReadinessSchema>

const link = (path: string, description: string) =>
  Type.String({ format: 'uri-reference', description, examples: [path] })

const lists = Object.fromEntries(
  resourceNames.map((name) => [name, link(`/${name}/v1/`, `The list of ${name}`)])
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
        problems: link('/problems/', 'The list of all problems, with explanations')
      },
      closed
    )
  },
  { $id: 'ServiceIndex', ...closed, description: 'The name, version and links of the service' }
)
export type Index = Static<typeof IndexSchema>
