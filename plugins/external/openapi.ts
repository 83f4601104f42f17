import swagger from '@fastify/swagger'
import type { FastifyContextConfig, FastifySchema } from 'fastify'
import fp from 'fastify-plugin'
import { resourceNames } from '../../src/catalogue/relations.js'
import { version } from '../../src/config/version.js'
import { liftStyles } from '../../src/openapi/lift-styles.js'
import { withOAuthErrors } from '../../src/openapi/oauth-responses.js'
import { problemResponses } from '../../src/openapi/problem-responses.js'
import { problemsOf } from '../../src/openapi/route-problems.js'
import type { ProblemCode } from '../../src/problems/catalogue.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The problems that only this route's handler can answer with. */
    problems?: readonly ProblemCode[]
    /** The route tells of a wrong form and wrong credentials as OAuth does (RFC 6749 §5.2). */
    answersOAuth?: true
  }
}

/** What a route declares, as its operation's security and responses. */
function describeRoute(schema: FastifySchema, method: string, config: FastifyContextConfig) {
  const codes = problemsOf({
    method,
    takesInput: Boolean(schema.querystring ?? schema.body),
    isPublic: config.public === true,
    minimumRole: config.minimumRole,
    isNeverShed: config.neverShed === true,
    isThrottled: config.throttle !== undefined,
    answersOAuth: config.answersOAuth === true,
    own: config.problems ?? []
  })
  const errors = problemResponses(codes)
  return {
    ...schema,
    security: config.public ? [] : [{ jwt: [] }, ...(config.services ? [{ service: [] }] : [])],
    ...(config.minimumRole && { 'x-minimum-role': config.minimumRole }),
    response: {
      ...(schema.response as object),
      ...(config.answersOAuth ? withOAuthErrors(errors) : errors)
    }
  }
}

/** The OpenAPI 3.1 document, made from the routes' schemas and declarations. */
export default fp(
  async (app) => {
    await app.register(swagger, {
      stripBasePath: false,
      openapi: {
        openapi: '3.1.0',
        info: {
          title: 'starwars-api',
          version,
          description:
            'A Star Wars catalogue for signed-in users. Errors are problem documents (RFC 9457) with a stable `code`; refresh a token on `token-expired` only.',
          license: { name: 'MIT', identifier: 'MIT' }
        },
        servers: [{ url: app.config.linkBase || '/', description: 'This service' }],
        tags: [
          ...resourceNames.map((name) => ({ name, description: `The ${name} of the catalogue` })),
          { name: 'users', description: 'Tokens and sessions' },
          { name: 'tokens', description: 'For other services: whether a token is good' },
          { name: 'admin', description: 'Looking after users' },
          { name: 'service', description: 'The service itself; needs no token' }
        ],
        components: {
          securitySchemes: {
            jwt: {
              type: 'http',
              scheme: 'bearer',
              bearerFormat: 'JWT',
              description:
                'An access token, in the Authorization header; logout takes a refresh token too'
            },
            service: {
              type: 'http',
              scheme: 'basic',
              description:
                'A service’s name and secret, from `npm run admin -- service create NAME`'
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
          route.config as FastifyContextConfig
        ),
        url
      }),
      transformObject: (documents) =>
        liftStyles(
          (documents as Extract<typeof documents, { openapiObject: unknown }>).openapiObject
        )
    })
  },
  { name: 'openapi', dependencies: ['config'] }
)
