import type { FastifyPluginAsync } from 'fastify'
import fp from 'fastify-plugin'
import accounts from './plugins/app/accounts.js'
import audit from './plugins/app/audit.js'
import auth from './plugins/app/auth/index.js'
import catalogue from './plugins/app/catalogue.js'
import clock from './plugins/app/clock.js'
import databaseState from './plugins/app/database-state.js'
import dependencyMetrics from './plugins/app/dependency-metrics.js'
import http from './plugins/app/http/index.js'
import jobs from './plugins/app/jobs.js'
import mail from './plugins/app/mail.js'
import passwords from './plugins/app/passwords.js'
import problems from './plugins/app/problems.js'
import pulse from './plugins/app/pulse.js'
import revocation from './plugins/app/revocation/index.js'
import servingLock from './plugins/app/serving-lock.js'
import throttle from './plugins/app/throttle/index.js'
import webPage, { type WebFiles } from './plugins/app/web-page.js'
import worker, { type Worker } from './plugins/app/worker.js'
import config, { type Config } from './plugins/external/config.js'
import cors from './plugins/external/cors.js'
import database from './plugins/external/database.js'
import jwt from './plugins/external/jwt.js'
import loadShedding, { type LoadShedding } from './plugins/external/load-shedding.js'
import mailTransport from './plugins/external/mail-transport.js'
import metrics from './plugins/external/metrics.js'
import migrations from './plugins/external/migrations.js'
import openapi from './plugins/external/openapi.js'
import pageHeaders from './plugins/external/page-headers.js'
import rateLimit from './plugins/external/rate-limit.js'
import redis from './plugins/external/redis.js'
import swaggerUi from './plugins/external/swagger-ui.js'
import webAssets from './plugins/external/web-assets.js'
import characters from './routes/characters/index.js'
import films from './routes/films/index.js'
import htmlPages from './routes/pages.js'
import planets from './routes/planets/index.js'
import service from './routes/service/index.js'
import species from './routes/species/index.js'
import starships from './routes/starships/index.js'
import tokenRoutes from './routes/tokens/index.js'
import users from './routes/users/index.js'
import vehicles from './routes/vehicles/index.js'
import { sharedSchemas } from './schemas/index.js'
import type { Argon2Costs } from './src/passwords/hasher.js'
import type { Clock } from './src/tokens/claims.js'

const resourceRoutes = [films, characters, planets, species, starships, vehicles]

interface AppOptions extends LoadShedding, WebFiles {
  readonly config: Config
  /** Returns seconds since the epoch. Default: the system clock. */
  readonly clock?: Clock
  /** The Argon2 costs of password hashes. Default: `defaultCosts`; tests use cheaper ones. */
  readonly argon2?: Argon2Costs
  /** The role of this process. Default: it serves alone. */
  readonly worker?: Worker
}

/** The application as one plugin: a table of contents. Each plugin's file documents its purpose. */
const application: FastifyPluginAsync<AppOptions> = async (app, options) => {
  for (const schema of sharedSchemas) app.addSchema(schema)

  await app.register(config, options)
  await app.register(clock, options)
  await app.register(worker, options)
  await app.register(metrics)
  await app.register(jwt)
  await app.register(redis)
  await app.register(database)
  await app.register(jobs)
  await app.register(servingLock)
  await app.register(migrations)
  await app.register(mailTransport)
  await app.register(openapi)

  await app.register(http)
  await app.register(cors)
  await app.register(loadShedding, options)
  await app.register(rateLimit)
  await app.register(problems)
  await app.register(databaseState)
  await app.register(audit)
  await app.register(pulse)
  await app.register(revocation)
  await app.register(dependencyMetrics)
  await app.register(auth)
  await app.register(passwords, options)
  await app.register(mail)
  await app.register(throttle)
  await app.register(accounts)
  await app.register(catalogue)
  await app.register(webPage, options)
  await app.register(webAssets)

  for (const routes of [service, ...resourceRoutes, users, tokenRoutes]) await app.register(routes)

  // HTML pages need other headers, so they have a scope of their own.
  await app.register(async (pages) => {
    await pages.register(pageHeaders)
    await pages.register(htmlPages)
    await pages.register(swaggerUi)
  })
}

export default fp(application, { name: 'starwars-api' })
