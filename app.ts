import { randomUUID } from 'node:crypto'
import type { Server } from 'node:http'
import type { FastifyHttpOptions, FastifyPluginAsync } from 'fastify'
import fp from 'fastify-plugin'
import abandonedSignUps from './plugins/app/abandoned-sign-ups.js'
import accountDeletion from './plugins/app/account-deletion.js'
import accounts from './plugins/app/accounts.js'
import answers from './plugins/app/answers.js'
import auth from './plugins/app/auth.js'
import background from './plugins/app/background.js'
import bodyParsers from './plugins/app/body-parsers.js'
import catalogue from './plugins/app/catalogue.js'
import clientAddress from './plugins/app/client-address.js'
import clock from './plugins/app/clock.js'
import collections from './plugins/app/collections.js'
import currentPassword from './plugins/app/current-password.js'
import databaseState from './plugins/app/database-state.js'
import drain from './plugins/app/drain.js'
import events from './plugins/app/events.js'
import login from './plugins/app/login.js'
import logout from './plugins/app/logout.js'
import mail from './plugins/app/mail.js'
import passwords from './plugins/app/passwords.js'
import problems, {
  routerOptions,
  sendParserProblem,
  sendUrlProblem
} from './plugins/app/problems.js'
import readiness from './plugins/app/readiness.js'
import { RequestLog } from './plugins/app/request-log.js'
import requestTarget from './plugins/app/request-target.js'
import responseHeaders from './plugins/app/response-headers.js'
import revocation from './plugins/app/revocation.js'
import revocationSet from './plugins/app/revocation-set.js'
import services from './plugins/app/services.js'
import servingLock from './plugins/app/serving-lock.js'
import sessions from './plugins/app/sessions.js'
import throttle from './plugins/app/throttle.js'
import tokenRevocation from './plugins/app/token-revocation.js'
import tokens from './plugins/app/tokens.js'
import config, { type Config } from './plugins/external/config.js'
import cors from './plugins/external/cors.js'
import database from './plugins/external/database.js'
import jwt from './plugins/external/jwt.js'
import loadShedding, { type LoadShedding } from './plugins/external/load-shedding.js'
import mailTransport from './plugins/external/mail-transport.js'
import metrics from './plugins/external/metrics.js'
import migrationsAtStart from './plugins/external/migrations.js'
import openapi from './plugins/external/openapi.js'
import pageHeaders from './plugins/external/page-headers.js'
import rateLimit from './plugins/external/rate-limit.js'
import redis from './plugins/external/redis.js'
import redisNodes from './plugins/external/redis-nodes.js'
import redisOutages from './plugins/external/redis-outages.js'
import swaggerUi from './plugins/external/swagger-ui.js'
import { ajv, schemaController } from './plugins/external/validation.js'
import catalogueRoutes from './routes/catalogue/index.js'
import problemPages from './routes/problems/index.js'
import serviceRoutes from './routes/service/index.js'
import openapiRoutes from './routes/service/openapi.js'
import tokenServiceRoutes from './routes/tokens/index.js'
import userRoutes from './routes/users/admin.js'
import userActRoutes from './routes/users/admin-acts.js'
import emailChangeRoute from './routes/users/email-change.js'
import emailVerificationRoutes from './routes/users/email-verification.js'
import meRoutes from './routes/users/me.js'
import passwordChangeRoutes from './routes/users/password-change.js'
import signUpRoutes from './routes/users/signup.js'
import tokenRoutes from './routes/users/tokens.js'
import { AccountSchema, SessionListSchema, SessionSchema, TokensSchema } from './schemas/account.js'
import { adminSchemas } from './schemas/admin.js'
import { ProblemSchema } from './schemas/problem.js'
import { IndexSchema, ReadinessSchema, StatusSchema } from './schemas/service.js'
import { tokenServiceSchemas } from './schemas/token-service.js'
import { listOf } from './src/config/address-rules.js'
import type { Argon2Costs } from './src/passwords/hasher.js'
import { parseQuery } from './src/query/parse-query.js'
import type { Clock } from './src/tokens/claims.js'

export interface AppOptions extends LoadShedding {
  readonly config: Config
  /** Seconds since the epoch; the system's clock unless a test brings its own. */
  readonly clock?: Clock
  /** What hashes of passwords cost; what is recommended unless a test wants them cheap. */
  readonly argon2?: Argon2Costs
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
    // What is waited for at the start has a limit of its own, and a migration takes what it takes.
    pluginTimeout: 0,
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
    ajv,
    schemaController,
    frameworkErrors: sendUrlProblem,
    clientErrorHandler: sendParserProblem
  }
}

/** What other schemas refer to by their `$id`. */
const sharedSchemas = [
  ProblemSchema,
  IndexSchema,
  StatusSchema,
  ReadinessSchema,
  TokensSchema,
  AccountSchema,
  SessionSchema,
  SessionListSchema,
  ...adminSchemas,
  ...tokenServiceSchemas
]

/** The application. Reads as its table of contents; each line's file says what it is for. */
const application: FastifyPluginAsync<AppOptions> = async (app, options) => {
  for (const schema of sharedSchemas) app.addSchema(schema)

  await app.register(config, options)
  await app.register(metrics)
  await app.register(jwt)
  await app.register(redis)
  await app.register(redisOutages)
  await app.register(redisNodes)
  await app.register(database)
  await app.register(background)
  await app.register(servingLock)
  await app.register(migrationsAtStart)
  await app.register(mailTransport)
  await app.register(openapi)
  await app.register(requestTarget)
  await app.register(cors)
  await app.register(loadShedding, options)
  await app.register(rateLimit)

  await app.register(clock, options)
  await app.register(clientAddress)
  await app.register(responseHeaders)
  await app.register(problems)
  await app.register(drain)
  await app.register(databaseState)
  await app.register(bodyParsers)
  await app.register(tokens)
  await app.register(revocationSet)
  await app.register(revocation)
  await app.register(readiness)
  await app.register(passwords, options)
  await app.register(mail)
  await app.register(services)
  await app.register(auth)
  await app.register(throttle)
  await app.register(events)
  await app.register(accounts)
  await app.register(currentPassword)
  await app.register(abandonedSignUps)
  await app.register(sessions)
  await app.register(login)
  await app.register(logout)
  await app.register(tokenRevocation)
  await app.register(accountDeletion)
  await app.register(catalogue)
  await app.register(collections)
  await app.register(answers)

  await app.register(serviceRoutes)
  await app.register(openapiRoutes)
  await app.register(catalogueRoutes)
  await app.register(signUpRoutes)
  await app.register(emailChangeRoute)
  await app.register(userRoutes)
  await app.register(userActRoutes)
  await app.register(tokenRoutes)
  await app.register(meRoutes)
  await app.register(tokenServiceRoutes)

  // Last, so that every hook above holds for pages too.
  await app.register(async (pages) => {
    await pages.register(pageHeaders)
    await pages.register(problemPages)
    await pages.register(emailVerificationRoutes)
    await pages.register(passwordChangeRoutes)
    await pages.register(swaggerUi)
  })
}

export default fp(application, { name: 'starwars-api' })
