import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { parseEnv } from 'node:util'
import fp from 'fastify-plugin'
import { type Settings, SettingsSchema } from '../../schemas/settings.js'
import { checkAddresses, isLoopback, listOf } from '../../src/config/address-rules.js'
import { checkDatabase, checkStores } from '../../src/config/database-target.js'
import { checkEncoding, readUtf8 } from '../../src/config/encoding-rules.js'
import { readEnvFile } from '../../src/config/env-file.js'
import { narrowDataDirectory } from '../../src/config/file-modes.js'
import { checkMail } from '../../src/config/mail-rules.js'
import { type Environment, readSettings } from '../../src/config/read-settings.js'
import { checkRedisTarget, type RedisTarget, redisTarget } from '../../src/config/redis-target.js'
import { keepSecrets, type Secrets } from '../../src/config/secret-file.js'
import { checkSecrets, minSecretBytes, secretVariables } from '../../src/config/secret-rules.js'
import { StartError } from '../../src/config/start-error.js'
import { checkWorkers } from '../../src/config/worker-rules.js'
import { type Mailbox, parseMailbox } from '../../src/mail/address.js'
import { parseSmtpUrl, type SmtpServer } from '../../src/mail/smtp-url.js'
import { createKeyring, type Keyring } from '../../src/tokens/keyring.js'
import { tokenKindNames } from '../../src/tokens/kinds.js'

export interface Config {
  readonly settings: Readonly<Settings>
  readonly isProduction: boolean
  /** The start of links: the public URL without a slash at its end; empty if none is configured. */
  readonly linkBase: string
  /** The path of the public URL without a slash at its end, for links without an origin. */
  readonly basePath: string
  /** How long the service still serves after the signal to close, in seconds. */
  readonly shutdownDelay: number
  /** Where the set of revoked tokens is. Null: in this process, which then serves alone. */
  readonly redis: RedisTarget | null
  /** The mail server. Null: mails go to files. */
  readonly smtp: SmtpServer | null
  /** The sender of mails. */
  readonly sender: Mailbox | null
  /** Addresses and CIDRs of trusted proxies. */
  readonly proxies: readonly string[]
  readonly corsOrigins: readonly string[]
  readonly keyring: Keyring
}

declare module 'fastify' {
  interface FastifyInstance {
    config: Config
  }
}

/**
 * Returns the process's environment. Outside production, `.env` and `.env.local` supply the
 * variables that it does not set.
 *
 * @throws StartError that names the lines that cannot be read without loss
 */
export function readEnvironment(environment: Environment): Environment {
  if (environment.NODE_ENV === 'production') return environment
  const files = ['.env', '.env.local'].filter((file) => existsSync(file))
  const contents = files.map((file) => readEnvFile(file, readUtf8(file)))
  const issues = contents.flatMap((content) => content.issues)
  if (issues.length > 0) throw new StartError(issues)
  return Object.assign({}, ...contents.map(({ text }) => parseEnv(text)), environment)
}

const withoutSlash = (url: string) => url.replace(/\/+$/, '')

/** The defaults of these settings are only for a developer's own machine. */
function checkMissing(settings: Settings, isProduction: boolean) {
  if (!isProduction && isLoopback(settings.HOST)) return []
  const variables = tokenKindNames.map((kind) => secretVariables[kind])
  const message = isProduction
    ? 'required in production'
    : 'required unless HOST is a loopback address'
  return (['PUBLIC_URL', 'SMTP_URL', ...variables] as const)
    .filter((variable) => settings[variable] === undefined)
    .map((variable) => ({ variable, message }))
}

const redisVariables = ['REDIS_URL', 'REDIS_SENTINELS', 'REDIS_CLUSTER'] as const

/**
 * Returns the settings of a command that uses only the database: no others are required.
 *
 * @throws StartError
 */
export function loadDatabaseSettings(
  environment: Environment
): Pick<Settings, 'DATA_DIR' | 'DATABASE_URL' | 'DATABASE_POOL_MAX'> {
  const { settings, issues } = readSettings(SettingsSchema, environment, 'JWT_')
  const all = [...issues, ...checkEncoding(settings), ...checkDatabase(settings)]
  if (all.length > 0) throw new StartError(all)
  return settings
}

/**
 * Checks the whole configuration, and creates missing secrets where that is allowed.
 *
 * @throws StartError that lists everything that is wrong, by variable
 */
export function loadConfig(environment: Environment): Config {
  const { settings, issues } = readSettings(SettingsSchema, environment, 'JWT_')
  const isProduction = settings.NODE_ENV === 'production'
  const given = Object.fromEntries(
    tokenKindNames
      .map((kind) => [kind, settings[secretVariables[kind]]])
      .filter(([, secret]) => secret !== undefined)
  ) as Partial<Secrets>
  const hasRedis = redisVariables.some((variable) => settings[variable] !== undefined)
  const all = [
    ...issues,
    ...checkEncoding(settings),
    ...checkAddresses(settings),
    ...checkDatabase(settings),
    ...checkRedisTarget(settings),
    ...checkStores(settings, hasRedis),
    ...checkWorkers(settings, hasRedis),
    ...checkMail(settings),
    ...checkSecrets(given, isProduction),
    ...checkMissing(settings, isProduction)
  ]
  if (all.length > 0) throw new StartError(all)

  narrowDataDirectory(settings.DATA_DIR)
  const isWhole = tokenKindNames.every((kind) => given[kind] !== undefined)
  const kept = isWhole
    ? null
    : keepSecrets(settings.DATA_DIR, () => randomBytes(minSecretBytes).toString('base64url'))
  const secrets = { ...kept, ...given } as Secrets
  const clashes = checkSecrets(secrets, isProduction)
  if (clashes.length > 0) throw new StartError(clashes)
  const { PUBLIC_URL } = settings
  return {
    settings,
    isProduction,
    linkBase: PUBLIC_URL ? withoutSlash(new URL(PUBLIC_URL).href) : '',
    basePath: PUBLIC_URL ? withoutSlash(new URL(PUBLIC_URL).pathname) : '',
    shutdownDelay: settings.SHUTDOWN_DELAY_SECONDS ?? (isProduction ? 5 : 0),
    redis: redisTarget(settings),
    smtp: settings.SMTP_URL === undefined ? null : parseSmtpUrl(settings.SMTP_URL),
    sender: settings.MAIL_FROM === undefined ? null : parseMailbox(settings.MAIL_FROM),
    proxies: listOf(settings.TRUST_PROXY),
    corsOrigins: listOf(settings.CORS_ORIGINS),
    keyring: createKeyring(secrets)
  }
}

export default fp<{ config: Config }>(
  async (app, { config }) => {
    app.decorate('config', config)
  },
  { name: 'config' }
)
