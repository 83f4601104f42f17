import { Writable } from 'node:stream'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import app from '../../app.js'
import { loadConfig } from '../../plugins/external/config.js'
import { serverOptions } from '../../server-options.js'
import { loggerOptions } from '../../src/log/logger-options.js'
import {
  type BuildOptions,
  cheapHashes,
  environment,
  longRedisTimeout,
  temporaryDirectory
} from '../helper.js'

export type Line = Record<string, unknown> & { level: number; msg: string }

/** The level numbers of pino. */
export const levels = { debug: 20, info: 30, warn: 40, error: 50 }

/** The application with its real logger, and all that it has logged since it is ready. */
export async function captureLog(
  t: Test,
  level: string,
  before?: (server: FastifyInstance) => void,
  { env = {}, clock }: Pick<BuildOptions, 'env' | 'clock'> = {}
) {
  let text = ''
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += chunk
      done()
    }
  })
  const config = loadConfig({
    ...environment,
    ...longRedisTimeout,
    DATA_DIR: temporaryDirectory(t),
    LOG_LEVEL: level,
    ...env
  })
  const server = Fastify({
    ...serverOptions(config),
    logger: { ...loggerOptions(level), stream }
  })
  t.teardown(() => server.close())
  await server.register(app, { config, argon2: cheapHashes, ...(clock && { clock }) })
  before?.(server as unknown as FastifyInstance)
  await server.ready()
  // The lines of the start are available separately.
  const startText = text
  text = ''
  const lines = (of = text) =>
    of
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Line)
  return { server, lines: () => lines(), text: () => text, startLines: () => lines(startText) }
}
