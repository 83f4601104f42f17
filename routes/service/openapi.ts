import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import { notModified } from '../../schemas/not-modified.js'
import { type CachedResponse, createResponse } from '../../src/catalogue/response-cache.js'

const forms = (app: FastifyInstance) => [
  {
    url: '/openapi.json',
    mediaType: 'application/json',
    operationId: 'openapiJson',
    write: () => `${JSON.stringify(app.swagger(), null, 2)}\n`
  },
  {
    url: '/openapi.yaml',
    mediaType: 'application/yaml',
    operationId: 'openapiYaml',
    write: () => app.swagger({ yaml: true })
  }
]

const routes: FastifyPluginAsyncTypebox = async (app) => {
  for (const { url, mediaType, operationId, write } of forms(app)) {
    // Generated on the first request, because this takes a fifth of the start-up time.
    let document: CachedResponse | undefined
    app.get(
      url,
      {
        config: { public: true },
        schema: {
          operationId,
          summary: `Get this OpenAPI document as ${mediaType}`,
          tags: ['service'],
          response: {
            200: {
              description: 'The OpenAPI 3.1 document',
              content: { [mediaType]: { schema: Type.Unknown() } }
            },
            304: notModified
          }
        }
      },
      (_request, reply) => {
        document ??= createResponse(mediaType, write())
        return reply.sendCached(document)
      }
    )
  }
}

export default routes
