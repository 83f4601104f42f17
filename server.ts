import closeWithGrace from 'close-with-grace'
import Fastify from 'fastify'
import app from './app.js'
import { loadConfig, readEnvironment } from './plugins/external/config.js'
import { serverOptions } from './server-options.js'
import { ownerOnlyUmask } from './src/config/file-modes.js'
import { StartError } from './src/config/start-error.js'
import { loggerOptions } from './src/log/logger-options.js'

/** How long running requests may take to finish after SIGTERM, in milliseconds. */
const graceDelay = 10_000

/** Prints the error's message and exits with status 1. */
function refuseToStart(error: unknown): never {
  const { message } = error as Error
  console.error(`starwars-api does not start:\n${message.replace(/^/gm, '  ')}`)
  process.exit(1)
}

process.umask(ownerOnlyUmask)

try {
  const config = loadConfig(readEnvironment(process.env))
  const server = Fastify({
    ...serverOptions(config),
    logger: loggerOptions(config.settings.LOG_LEVEL)
  })

  closeWithGrace({ delay: graceDelay, logger: server.log }, async ({ signal, err }) => {
    if (err) server.log.fatal({ err }, 'closing after an unexpected error')
    else server.log.info({ signal }, 'closing')
    await server.close()
  })

  await server.register(app, { config })
  await server.ready()
  const address = await server
    .listen({ host: config.settings.HOST, port: config.settings.PORT })
    .catch(({ message }: Error) => {
      throw new StartError([{ variable: 'HOST, PORT', message }])
    })
  if (!config.isProduction) {
    console.log(`starwars-api listens on ${address}
  Swagger UI: ${address}/ui/
  A token:    npm run --silent token -- --role basic`)
  }
} catch (error) {
  refuseToStart(error)
}
