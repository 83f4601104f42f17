import { Type } from '@sinclair/typebox'
import type { FastifyPluginAsync } from 'fastify'
import { notModified } from '../../schemas/not-modified.js'
import type { Index } from '../../schemas/service.js'
import { preferredType } from '../../src/catalogue/negotiate.js'
import { type ResourceName, resourceNames } from '../../src/catalogue/relations.js'
import { listUrl } from '../../src/catalogue/resource.js'
import { createResponse } from '../../src/catalogue/response-cache.js'
import { version } from '../../src/config/version.js'

/** Only this public route sends it. */
const caching = () => ({
  'cache-control': {
    type: 'string',
    description: 'Whether caches may store the response (RFC 9111 §5.2.2)',
    required: true
  }
})

/** What this is: JSON for programs, the web page for browsers. */
const routes: FastifyPluginAsync = async (app) => {
  const { linkBase } = app.config
  const lists = Object.fromEntries(
    resourceNames.map((name) => [name, listUrl(linkBase, name)])
  ) as Record<ResourceName, string>

  const index = createResponse(
    'application/json',
    JSON.stringify({
      name: 'starwars-api',
      version,
      description: 'A Star Wars catalogue for signed-in users',
      links: {
        ...lists,
        ui: `${linkBase}/ui/`,
        openapi: `${linkBase}/openapi.json`,
        problems: `${linkBase}/problems/`
      }
    } satisfies Index)
  )

  app.get(
    '/',
    {
      config: { public: true },
      schema: {
        operationId: 'index',
        summary: 'Get the name, version and links of the service',
        tags: ['service'],
        description:
          'Returns JSON; to clients that prefer `text/html`, as browsers do, the web page of the service.',
        response: {
          200: {
            description: 'The index, or the web page',
            headers: caching(),
            content: {
              'application/json': { schema: Type.Unsafe<Index>(Type.Ref('ServiceIndex')) },
              'text/html': { schema: Type.String() }
            }
          },
          304: { ...notModified, headers: caching() }
        }
      }
    },
    ({ headers }, reply) => {
      reply.addVary('Accept').header('cache-control', 'no-cache')
      const type = preferredType(headers.accept, ['application/json', 'text/html'])
      return type === 'text/html' ? reply.sendWebPage() : reply.sendCached(index)
    }
  )
}

export default routes
