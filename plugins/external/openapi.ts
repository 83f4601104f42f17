import swagger from '@fastify/swagger'
import type { FastifyContextConfig, FastifySchema } from 'fastify'
import fp from 'fastify-plugin'
import { resourceNames } from '../../src/catalogue/relations.js'
import { version } from '../../src/config/version.js'
import { bodyIsOptional, liftBodies } from '../../src/openapi/lift-bodies.js'
import { liftHeaders } from '../../src/openapi/lift-headers.js'
import { liftStyles } from '../../src/openapi/lift-styles.js'
import { withOAuthErrors } from '../../src/openapi/oauth-responses.js'
import { problemResponses } from '../../src/openapi/problem-responses.js'
import { responseHeaders } from '../../src/openapi/response-headers.js'
import { formsOf, problemsOf, type RouteFacts } from '../../src/openapi/route-problems.js'

function factsOf(schema: FastifySchema, method: string, config: FastifyContextConfig): RouteFacts {
  return {
    method,
    takesInput: Boolean(schema.querystring ?? schema.body),
    hasId: schema.params !== undefined,
    isPublic: config.public === true,
    minimumRole: config.minimumRole,
    isNeverShed: config.neverShed === true,
    isThrottled: config.throttle !== undefined,
    answersOAuth: config.answersOAuth === true,
    isNeverStored: config.neverStored === true,
    errorPages: config.errorPages,
    own: config.problems ?? []
  }
}

/** Adds the operation's security and responses, derived from the declarations of the route. */
function describeRoute(
  schema: FastifySchema,
  method: string,
  config: FastifyContextConfig,
  basePath: string
) {
  const route = factsOf(schema, method, config)
  const { documents, pages } = formsOf(route, problemsOf(route))
  const errors = problemResponses(documents, pages, basePath)
  const answers = (schema.response ?? {}) as Readonly<Record<string, { headers?: object }>>
  const responses = { ...answers, ...(route.answersOAuth ? withOAuthErrors(errors) : errors) }
  const withHeaders = Object.entries(responses).map(([status, response]) => [
    status,
    {
      ...response,
      headers: {
        ...responseHeaders(route, status, '304' in answers),
        ...answers[status]?.headers
      }
    }
  ])
  return {
    ...schema,
    security: config.public ? [] : [{ jwt: [] }, ...(config.clients ? [{ service: [] }] : [])],
    ...((schema.body as { required?: unknown } | undefined)?.required === false && bodyIsOptional),
    ...(config.minimumRole && { 'x-minimum-role': config.minimumRole }),
    response: Object.fromEntries(withHeaders)
  }
}

/** The OpenAPI 3.1 document, generated from the schemas and declarations of the routes. */
export default fp(
  async (app) => {
    const { linkBase, basePath } = app.config
    await app.register(swagger, {
      stripBasePath: false,
      openapi: {
        openapi: '3.1.0',
        info: {
          title: 'starwars-api',
          version,
          description:
            'A Star Wars catalogue for signed-in users. Errors are problem documents (RFC 9457) with a stable `code`. Refresh a token only on `token-expired`.',
          license: { name: 'MIT', identifier: 'MIT' }
        },
        servers: [{ url: linkBase || '/', description: 'This service' }],
        tags: [
          ...resourceNames.map((name) => ({ name, description: `The ${name} of the catalogue` })),
          { name: 'users', description: 'Sign-up, login, sessions and your own account' },
          { name: 'tokens', description: 'Introspection and revocation of tokens, for clients' },
          { name: 'admin', description: 'Administration of users' },
          {
            name: 'service',
            description: 'Service routes: index, health, documents; they need no token'
          }
        ],
        components: {
          securitySchemes: {
            jwt: {
              type: 'http',
              scheme: 'bearer',
              bearerFormat: 'JWT',
              description:
                'An access token in the `Authorization` header, unless the operation requires another kind of token'
            },
            service: {
              type: 'http',
              scheme: 'basic',
              description:
                'The name and secret of a client, created by `npm run admin -- client create NAME`'
            }
          }
        }
      },
      refResolver: {
        buildLocalReference: (json) => String(json.$id)
      },
      transform: ({ schema, url, route }) => ({
        schema: describeRoute(
          schema ?? {},
          String(route.method),
          route.config as FastifyContextConfig,
          basePath
        ),
        url
      }),
      transformObject(documents) {
        const { openapiObject } = documents as Extract<typeof documents, { openapiObject: unknown }>
        for (const lift of [liftStyles, liftHeaders, liftBodies]) lift(openapiObject)
        return openapiObject
      }
    })
  },
  { name: 'openapi', dependencies: ['config'] }
)
