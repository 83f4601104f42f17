import { randomUUID } from 'node:crypto'
import type { Server } from 'node:http'
import accepts from '@fastify/accepts'
import type { FastifyHttpOptions, FastifyPluginAsync } from 'fastify'
import fp from 'fastify-plugin'
import answers from './plugins/app/answers.js'
import auth from './plugins/app/auth.js'
import bodyParsers from './plugins/app/body-parsers.js'
import catalogue from './plugins/app/catalogue.js'
import clock from './plugins/app/clock.js'
import collections from './plugins/app/collections.js'
import drain from './plugins/app/drain.js'
import problems, {
  routerOptions,
  sendParserProblem,
  sendUrlProblem
} from './plugins/app/problems.js'
import { RequestLog } from './plugins/app/request-log.js'
import responseHeaders from './plugins/app/response-headers.js'
import revocation from './plugins/app/revocation.js'
import tokens from './plugins/app/tokens.js'
import config, { type Config } from './plugins/external/config.js'
import cors from './plugins/external/cors.js'
import jwt from './plugins/external/jwt.js'
import loadShedding from './plugins/external/load-shedding.js'
import openapi from './plugins/external/openapi.js'
import pageHeaders from './plugins/external/page-headers.js'
import redis from './plugins/external/redis.js'
import swaggerUi from './plugins/external/swagger-ui.js'
import catalogueRoutes from './routes/catalogue/index.js'
import problemPages from './routes/problems/index.js'
import serviceRoutes from './routes/service/index.js'
import openapiRoutes from './routes/service/openapi.js'
import logoutRoute from './routes/users/logout.js'
import { ProblemSchema } from './schemas/problem.js'
import { IndexSchema, StatusSchema } from './schemas/service.js'
import { listOf } from './src/config/address-rules.js'
import { parseQuery } from './src/query/parse-query.js'
import type { Clock } from './src/tokens/claims.js'

export interface AppOptions {
  readonly config: Config
  /** Seconds since the epoch; the system's clock unless a test brings its own. */
  readonly clock?: Clock
}

/** In milliseconds. How long a client may take; what comes later is answered 408. */
const timeouts = { headers: 10_000, request: 30_000, idleSocket: 60_000, keepAlive: 72_000 }

/** What the application needs of the server that carries it. */
export function serverOptions({ settings }: Config): FastifyHttpOptions<Server> {
  const proxies = listOf(settings.TRUST_PROXY)
  return {
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    logController: new RequestLog(settings.LOG_LEVEL),
    trustProxy: proxies.length > 0 && proxies,
    bodyLimit: 64 * 1024,
    connectionTimeout: timeouts.idleSocket,
    requestTimeout: timeouts.request,
    keepAliveTimeout: timeouts.keepAlive,
    http: {
      headersTimeout: timeouts.headers,
      connectionsCheckingInterval: 1000,
      // Told by a problem document of ours instead of an empty answer.
      requireHostHeader: false
    },
    return503OnClosing: false,
    routerOptions: {
      ...routerOptions,
      querystringParser: parseQuery
    },
    ajv: {
      customOptions: {
        allErrors: true,
        coerceTypes: true,
        removeAdditional: false,
        // Else `limit=1e999` is coerced to Infinity, to which no bound applies.
        strictNumbers: false,
        verbose: true,
        allowUnionTypes: true,
        // Costs more at start than it ever saves.
        code: { optimize: false },
        keywords: ['style', 'explode']
      }
    },
    frameworkErrors: sendUrlProblem,
    clientErrorHandler: sendParserProblem
  }
}

/** The application. Reads as its table of contents; each line's file says what it is for. */
const application: FastifyPluginAsync<AppOptions> = async (app, options) => {
  for (const schema of [ProblemSchema, IndexSchema, StatusSchema]) {
    app.addSchema(schema)
  }

  await app.register(config, options)
  await app.register(jwt)
  await app.register(redis)
  await app.register(openapi)
  await app.register(accepts)
  await app.register(cors)
  await app.register(loadShedding)

  await app.register(clock, options)
  await app.register(responseHeaders)
  await app.register(problems)
  await app.register(drain)
  await app.register(bodyParsers)
  await app.register(tokens)
  await app.register(revocation)
  await app.register(auth)
  await app.register(catalogue)
  await app.register(collections)
  await app.register(answers)

  await app.register(serviceRoutes)
  await app.register(openapiRoutes)
  await app.register(catalogueRoutes)
  await app.register(logoutRoute)

  // Last, so that every hook above holds for pages too.
  await app.register(async (pages) => {
    await pages.register(pageHeaders)
    await pages.register(problemPages)
    await pages.register(swaggerUi)
  })
}

export default fp(application, { name: 'starwars-api' })
