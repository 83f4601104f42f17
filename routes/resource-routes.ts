import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import {
  itemParamsSchema,
  itemQuerySchema,
  listQuerySchema,
  noQuerySchema
} from '../schemas/catalogue-query.js'
import { standaloneSchema } from '../schemas/items.js'
import { notModified } from '../schemas/not-modified.js'
import type { Format } from '../src/catalogue/query.js'
import { capitalise, componentOf, type Resource } from '../src/catalogue/resource.js'
import { problem } from '../src/problems/problem.js'
import type { Role } from '../src/tokens/roles.js'

const json = 'application/json'
const schemaJson = 'application/schema+json'
const mediaTypes: Readonly<Record<Format, 'application/json' | 'text/csv'>> = {
  json,
  csv: 'text/csv'
}

/** Everything after the first question mark: values may contain further ones (RFC 3986 §3.4). */
const queryOf = (url: string) => url.slice(`${url}?`.indexOf('?') + 1)

/** Skips the schema-based serializer: the handlers send serialized responses. */
const serializerCompiler = () => JSON.stringify

interface Policy {
  readonly minimumRole: Role
}

/** The three routes of a resource: its list, one record, and the record's JSON Schema. */
export function resourceRoutes(
  resource: Resource,
  { minimumRole }: Policy
): FastifyPluginAsyncTypebox {
  return async (app) => {
    const { linkBase } = app.config
    const { name, singular } = resource
    const component = componentOf(resource)
    const collection = app.catalogue[name]
    const notFound = `${singular}-not-found` as const
    const idName = `${singular}_id`

    app.get(
      `/${name}/v1/`,
      {
        serializerCompiler,
        config: { minimumRole, problems: ['not-acceptable'] },
        schema: {
          operationId: `list${capitalise(name)}`,
          summary: `List the ${name}`,
          tags: [name],
          querystring: listQuerySchema(resource),
          response: {
            200: {
              description: `A page of ${name}`,
              content: {
                [json]: { schema: Type.Ref(`${component}List`) },
                'text/csv': {
                  schema: Type.String({ description: 'CSV (RFC 4180) with a header line' })
                }
              }
            },
            304: notModified
          }
        }
      },
      ({ url, query }, reply) => {
        const type = query.format ? mediaTypes[query.format] : reply.negotiate([json, 'text/csv'])
        const format = type === json ? 'json' : 'csv'
        const response = app.responseCache(type, url, () =>
          collection.list(query, format, queryOf(url))
        )
        return reply.sendCached(response)
      }
    )

    app.get(
      `/${name}/v1/:${idName}(^[0-9]{1,15}$)`,
      {
        serializerCompiler,
        config: { minimumRole, problems: [notFound, 'not-acceptable'] },
        schema: {
          operationId: `get${component}`,
          summary: `Get one ${singular}`,
          tags: [name],
          params: itemParamsSchema(resource),
          querystring: itemQuerySchema(resource),
          response: { 200: Type.Ref(component), 304: notModified }
        }
      },
      ({ url, params, query }, reply) => {
        const id = params[idName] as number
        if (!collection.has(id)) throw problem(notFound)
        const type = reply.negotiate([json])
        return reply.sendCached(app.responseCache(type, url, () => collection.item(id, query)))
      }
    )

    app.get(
      `/${name}/v1/schema`,
      {
        serializerCompiler,
        config: { minimumRole, problems: ['not-acceptable'] },
        schema: {
          operationId: `get${component}Schema`,
          summary: `Get the JSON Schema of a ${singular}`,
          tags: [name],
          querystring: noQuerySchema,
          response: {
            200: {
              description: 'A JSON Schema (2020-12)',
              content: {
                [schemaJson]: { schema: Type.Object({}) },
                [json]: { schema: Type.Object({}) }
              }
            },
            304: notModified
          }
        }
      },
      ({ url }, reply) => {
        const type = reply.negotiate([schemaJson, json])
        const response = app.responseCache(type, url, () =>
          JSON.stringify(standaloneSchema(resource, linkBase))
        )
        return reply.sendCached(response)
      }
    )
  }
}
