import { type Static, Type } from '@sinclair/typebox'
import { type ResourceName, resourceNames } from '../src/catalogue/relations.js'

const closed = { additionalProperties: false } as const

export const StatusSchema = Type.Object(
  { status: Type.Literal('ok') },
  { $id: 'Status', ...closed, description: 'All is well', examples: [{ status: 'ok' }] }
)
export type Status = Static<typeof StatusSchema>

const link = (path: string, description: string) =>
  Type.String({ format: 'uri-reference', description, examples: [path] })

const lists = Object.fromEntries(
  resourceNames.map((name) => [name, link(`/${name}/v1/`, `The ${name}`)])
) as Record<ResourceName, ReturnType<typeof link>>

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
  { $id: 'Index', ...closed, description: 'What this is, and where to go on' }
)
export type Index = Static<typeof IndexSchema>
