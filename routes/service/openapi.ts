import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'

const forms = [
  { url: '/openapi.json', mediaType: 'application/json', operationId: 'openapiJson' },
  { url: '/openapi.yaml', mediaType: 'application/yaml', operationId: 'openapiYaml' }
] as const

const routes: FastifyPluginAsyncTypebox = async (app) => {
  const documents = new Map<string, string>()
  app.addHook('onReady', async () => {
    documents.set('/openapi.json', `${JSON.stringify(app.swagger(), null, 2)}\n`)
    documents.set('/openapi.yaml', app.swagger({ yaml: true }))
  })

  for (const { url, mediaType, operationId } of forms) {
    app.get(
      url,
      {
        config: { public: true },
        schema: {
          operationId,
          summary: `This document, as ${mediaType}`,
          tags: ['service'],
          response: {
            200: {
              description: 'OpenAPI 3.1',
              content: { [mediaType]: { schema: Type.Unknown() } }
            }
          }
        }
      },
      (_request, reply) => {
        reply.type(`${mediaType}; charset=utf-8`).send(documents.get(url))
      }
    )
  }
}

export default routes
