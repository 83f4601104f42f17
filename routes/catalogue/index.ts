import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import {
  itemParamsSchema,
  itemQuerySchema,
  listQuerySchema,
  noQuerySchema
} from '../../schemas/catalogue-query.js'
import { filterSchemas } from '../../schemas/filter.js'
import { catalogueSchemas, standaloneSchema } from '../../schemas/items.js'
import { notModified } from '../../schemas/not-modified.js'
import { resources } from '../../schemas/resources.js'
import type { Format } from '../../src/catalogue/query.js'
import { capitalise, componentOf } from '../../src/catalogue/resource.js'
import { problem } from '../../src/problems/problem.js'

const json = 'application/json'
const schemaJson = 'application/schema+json'
const mediaTypes: Readonly<Record<Format, 'application/json' | 'text/csv'>> = {
  json,
  csv: 'text/csv'
}

/** The query as it came: all after the first question mark, for a value may hold others (RFC 3986 §3.4). */
const queryOf = (url: string) => url.slice(`${url}?`.indexOf('?') + 1)

/** Answers are sent as text that is ready: nothing is left to serialize. */
const serializerCompiler = () => JSON.stringify

/** The three routes of each resource. */
const routes: FastifyPluginAsyncTypebox = async (app) => {
  const { linkBase } = app.config
  for (const schema of [...catalogueSchemas, ...filterSchemas]) app.addSchema(schema)

  for (const resource of resources) {
    const { name, singular } = resource
    const component = componentOf(resource)
    const collection = app.collections[name]
    const notFound = `${singular}-not-found` as const
    const idName = `${singular}_id`

    app.get(
      `/${name}/v1/`,
      {
        serializerCompiler,
        config: { minimumRole: 'basic', problems: ['not-acceptable'] },
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
                  schema: Type.String({ description: 'RFC 4180, with a header line' })
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
        const answer = app.answers(type, url, () => collection.list(query, format, queryOf(url)))
        return reply.sendAnswer(answer)
      }
    )

    app.get(
      `/${name}/v1/:${idName}(^[0-9]{1,15}$)`,
      {
        serializerCompiler,
        config: { minimumRole: 'basic', problems: [notFound, 'not-acceptable'] },
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
        return reply.sendAnswer(app.answers(type, url, () => collection.item(id, query)))
      }
    )

    app.get(
      `/${name}/v1/schema`,
      {
        serializerCompiler,
        config: { minimumRole: 'basic', problems: ['not-acceptable'] },
        schema: {
          operationId: `get${component}Schema`,
          summary: `The JSON Schema of a ${singular}`,
          tags: [name],
          querystring: noQuerySchema,
          response: {
            200: {
              description: 'JSON Schema 2020-12',
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
        const answer = app.answers(type, url, () =>
          JSON.stringify(standaloneSchema(resource, linkBase))
        )
        return reply.sendAnswer(answer)
      }
    )
  }
}

export default routes
